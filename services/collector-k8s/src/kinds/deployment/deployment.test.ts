import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { diff } from '../../redact/diff.js';
import { createRedactor } from '../../redact/redactor.js';
import { deploymentManifest } from '../../testing/deployment.js';
import { applied, withStatus } from '../../testing/store.js';
import { deployment } from './index.js';

const folder = join(import.meta.dirname, 'fixtures');
const projecting = { cluster: 'prod-eu', redactor: createRedactor('a key for tests'), isKnown: () => false };
const { project } = deployment;
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const names = readdirSync(folder).filter((file) => /^[\w-]+\.json$/.test(file)).map((file) => file.replace('.json', ''));

describe('real Deployments', () => {
  it.each(names)('%s is projected as expected', (name) => {
    const seen = project(read(`${name}.json`), projecting);
    // whose fields are whose is the object's own text
    expect({ ...seen, writers: seen.writers.map(({ fields: _fields, ...writer }) => writer) }).toEqual(read(`${name}.expected.json`));
  });
  it.each(names)('%s does not differ from itself with another status, resource version or managedFields', (name) => {
    const object = read(`${name}.json`) as { metadata: object };
    const noisy = { ...object, status: { observedGeneration: 1, replicas: 9 }, metadata: { ...object.metadata, resourceVersion: '99', managedFields: [] } };
    expect(diff(project(object, projecting).spec ?? {}, project(noisy, projecting).spec ?? {})).toEqual([]);
  });
  it('is no Deployment: refused, not half read', () => {
    for (const object of [null, 'text', {}, { metadata: { uid: 'u', name: 'n', namespace: 's' }, spec: { template: 'x' } }]) expect(() => project(object, projecting)).toThrow();
  });
});

describe('what a Deployment says', () => {
  const of = (options: Parameters<typeof deploymentManifest>[1], status = {}) => {
    const stored = applied(undefined, deploymentManifest('rest-api', options), {}, Date.parse('2026-01-15T10:00:00Z'));
    if (stored === undefined) throw new Error('a first apply stores something');
    return project(withStatus(stored, status, Date.parse('2026-01-15T10:00:05Z')), projecting);
  };
  it.each([
    [{ annotations: { 'org.opencontainers.image.revision': '5be1f00aa' } }, '5be1f00aa'],
    [{ templateAnnotations: { commit: '5be1f00aa' } }, '5be1f00aa'],
    [{ image: 'acme/api:5be1f00' }, '5be1f00'],
    [{ image: 'acme/api:sha-5be1f00' }, '5be1f00'],
    [{ image: 'acme/api:1234567' }, undefined],
    [{ image: 'acme/api:v1.2' }, undefined],
    [{ annotations: { commit: 'not a commit' } }, undefined],
  ])('of its commit: %j', (options, commit) => expect(of(options).commit).toBe(commit));

  it.each([
    [{}, { outcome: 'succeeded', at: '2026-01-15T10:00:05.000Z' }],
    [{ ready: 0, progress: 'ReplicaSetUpdated' }, undefined],
    [{ ready: 0, progress: 'ProgressDeadlineExceeded' }, { outcome: 'failed', at: '2026-01-15T10:00:05.000Z' }],
  ])('of its rollout: %j', (status, rollout) => expect(of({ replicas: 3 }, status).rollout).toEqual(rollout));

  it.each([[{}, 'HEALTHY'], [{ ready: 1 }, 'DEGRADED'], [{ ready: 0 }, 'UNHEALTHY']])('of its health: %j', (status, health) => expect(of({ replicas: 3 }, status).workload?.health).toBe(health));

  it('of the service it runs', () => {
    const seen = of({ labels: { 'tags.datadoghq.com/service': 'api' }, annotations: { 'culprit.dev/service': 'checkout', 'culprit.dev/depends-on': 'db, queue', 'culprit.dev/owner': 'team-a', 'org.opencontainers.image.source': 'https://github.com/acme/rest-api.git' } });
    expect(seen.service).toEqual({ name: 'checkout', aliases: ['shop/deployment/rest-api', 'service:api'], dependsOn: ['db', 'queue'], repositories: ['acme/rest-api'], owner: 'team-a' });
    expect(of({}).service?.name).toBe('rest-api');
  });
});
