import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { artifactOf } from '../../provider/cdevents/purl.js';
import type { Said } from '../../provider/contract.js';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, headers: Record<string, string> = {}) => normalize({ headers, body, endpoint: undefined, receivedAt, settings: undefined });
const event = (type: string, content: object, { id = 'run-1', timestamp = '2026-01-15T10:00:00Z', context = 'c1', customData }: { id?: string; timestamp?: string; context?: string; customData?: object } = {}) =>
  ({ context: { specversion: '0.5.0', id: context, source: '/acme/ci', type: `dev.cdevents.${type}.0.3.0`, timestamp }, subject: { id, source: '/acme/ci', content }, customData });
const said = (body: unknown): Said => {
  const answer = say(body);
  if (answer.is !== 'ok' || answer.events[0] === undefined) throw new Error(JSON.stringify(answer));
  return answer.events[0];
};
const change = (body: unknown): Change => {
  const { kind, event: told } = said(body);
  if (kind !== 'change') throw new Error(kind);
  return told;
};

describe('a run', () => {
  const content = { pipelineName: 'release', uri: 'https://ci.acme.example/1' };
  const started = change(event('pipelinerun.started', content));
  const finished = change(event('pipelinerun.finished', { ...content, outcome: 'success' }, { timestamp: '2026-01-15T10:04:00Z', context: 'c2' }));

  it('is one job with its end, in any order', () => {
    for (const [a, b] of [[started, finished], [finished, started]] as const) {
      expect(mergeChange(a, b)).toMatchObject({ id: started.id, kind: 'job', phase: 'succeeded', finishedAt: '2026-01-15T10:04:00.000Z', phases: [{ phase: 'started', at: '2026-01-15T10:00:00.000Z' }, { phase: 'succeeded' }] });
    }
  });

  it.each([['failure', 'failed'], ['error', 'failed'], ['cancel', 'failed'], ['success', 'succeeded'], [undefined, 'succeeded']])('that came to %s %s', (outcome, phase) => {
    expect(change(event('taskrun.finished', { taskName: 't', outcome })).phase).toBe(phase);
  });

  it('of another source with the same id is another', () => {
    const there = event('pipelinerun.started', content);
    there.subject.source = '/other/ci';
    expect(change(there).id).not.toBe(started.id);
  });

  it('in the spelling of early senders is the same', () => {
    expect(change(event('pipelineRun.started', content)).id).toBe(started.id);
  });
});

it('meets a deployment by the artifact’s commit and image, and by the chain', () => {
  const sha = 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c';
  const packaged = event('artifact.packaged', { change: { id: sha } }, { id: 'pkg:oci/app@sha256%3Aab12?repository_url=registry.acme.example/shop/app' });
  const deployed = event('service.deployed', { environment: { id: 'production' }, artifactId: 'pkg:oci/app@sha256%3Aab12?repository_url=registry.acme.example/shop/app' }, { id: 'checkout' });
  Object.assign(deployed.context, { chainId: 'k1' });
  expect(change(packaged).identities).toContain(`commit:${sha}`);
  expect(change(deployed)).toMatchObject({ environment: 'production', entities: ['service:checkout'], identities: ['image:registry.acme.example/shop/app@sha256:ab12', 'cdevents:chain/k1'] });
});

it.each([
  ['pkg:docker/library/nginx@1.27?repository_url=docker.io', 'nginx:1.27'],
  ['pkg:docker/acme/app@v1', 'acme/app:v1'],
  ['pkg:oci/app@sha256:ab12?repository_url=ghcr.io/acme/app&tag=1.0', 'ghcr.io/acme/app@sha256:ab12'],
  ['pkg:npm/%40acme/ui@1.2.3', undefined],
  ['not a package URL', undefined],
])('%s is the image %s', (purl, image) => {
  expect(artifactOf(purl)?.image).toBe(image);
});

describe('an incident', () => {
  const content = { description: 'Errors above 5 %', service: { id: 'checkout' }, environment: { id: 'production' } };
  it('fires once it is detected or reported and ends when it is resolved, one instance', () => {
    const all = ['detected', 'reported', 'resolved'].map((word, i) => said(event(`incident.${word}`, content, { id: 'inc-1', context: `c${i}`, timestamp: `2026-01-15T10:0${i}:00Z` })));
    expect(all.map(({ event: alert }) => 'status' in alert && [alert.status, alert.fingerprint])).toEqual(['firing', 'firing', 'resolved'].map((status) => [status, 'cdevents:/acme/ci:inc-1']));
    expect(new Set(all.map(({ event: alert }) => alert.id)).size).toBe(3);
  });
  it('takes its severity from what the sender adds', () => {
    const severity = (customData?: object) => said(event('incident.detected', content, { customData })).event;
    expect([severity({ severity: 'medium' }), severity({ priority: 'P1' }), severity()]).toMatchObject([{ severity: 'medium' }, { severity: 'critical' }, { severity: 'high' }]);
  });
});

it('of an environment that was modified may touch all in it, one that was created nothing yet', () => {
  expect(change(event('environment.modified', { name: 'Prod' }, { id: 'production' }))).toMatchObject({ environment: 'production', scope: { clusters: [], namespaces: [] } });
  expect(change(event('environment.created', {}, { id: 'new' })).scope).toBeUndefined();
});

it('says why not for all that changes nothing that runs', () => {
  for (const type of ['testcaserun.finished', 'testsuiterun.started', 'testoutput.published', 'ticket.closed', 'approval.closed', 'build.finished', 'branch.deleted', 'change.reviewed', 'artifact.signed', 'deployment.queued', 'changewindow.opened', 'service.constructor', 'incident.toString']) {
    expect(say(event(type, {}))).toMatchObject({ is: 'skip', reason: expect.stringContaining(type.split('.')[0]!.toLowerCase()) });
  }
  expect(say(event('reconciliation.finished', { changed: false, outcome: 'success' }))).toMatchObject({ is: 'skip' });
  const custom = event('x', {});
  custom.context.type = 'dev.cdeventsx.mytool-resource.created.0.1.0';
  expect(say(custom)).toMatchObject({ is: 'skip', reason: expect.stringContaining('mytool-resource') });
});

it('takes an array of events, and keeps one with a fault in it whole', () => {
  const good = event('service.deployed', {}, { id: 'checkout' });
  expect(say([good, event('ticket.created', {})])).toMatchObject({ is: 'ok', events: [{}] });
  expect(say([good, { context: {} }])).toMatchObject({ is: 'reject', reason: expect.stringContaining('event 1') });
  expect(say([])).toMatchObject({ is: 'reject' });
});
