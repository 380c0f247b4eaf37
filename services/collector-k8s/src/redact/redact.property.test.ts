import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deployment as kind } from '../kinds/deployment/index.js';
import { diff } from './diff.js';
import { createRedactor } from './redactor.js';

const redactor = createRedactor('a key for tests');
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ'.split('');
const LOWER = 'abcdefghjkmnpqrstuvwxyz'.split('');
const DIGITS = '23456789'.split('');

/** What people take for a secret: letters of both cases and digits, long enough to mean something; in the shapes that secrets come in. */
const secret = fc
  .tuple(fc.array(fc.constantFrom(...UPPER, ...LOWER, ...DIGITS), { minLength: 12, maxLength: 40 }), fc.constantFrom(...UPPER), fc.constantFrom(...LOWER), fc.constantFrom(...DIGITS))
  .map(([body, ...classes]) => [...classes, ...body].join(''));
const dressed = (s: string) => fc.constantFrom(s, `postgres://app:${s}@db:5432/shop`, `https://hooks.example/services/${s}`, `https://host/?key=${s}`, `Bearer ${s}`, `{"password":"${s}"}`, `${s}:${s}`, `ghcr.io/acme/${s}`, `ghcr.io/acme/app:${s}`, `1h ${s}`, `user=${s}`);
const planted = secret.chain((s) => fc.tuple(fc.constant(s), fc.array(dressed(s), { minLength: 12, maxLength: 12 })));

const deployment = ([a, b, c, d, e, f, g, h, i, j, k, l]: readonly string[], generation: number) => ({
  metadata: {
    uid: 'u-1', name: 'rest-api', namespace: 'shop', generation, labels: { app: 'rest-api', note: a },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: b }), commit: c, 'app.kubernetes.io/version': c },
    managedFields: [{ manager: 'helm', operation: 'Update', time: '2026-01-15T00:00:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } }],
  },
  spec: {
    replicas: 2,
    template: {
      metadata: { labels: { app: 'rest-api', build: d }, annotations: { 'vault/inline': e } },
      spec: {
        containers: [
          {
            name: 'api', image: 'ghcr.io/acme/rest-api:412',
            env: [{ name: 'DB_URL', value: f }, { name: 'MODE', value: g }, { name: 'REF', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
            command: ['sh', '-c', h], args: ['--token', i, `--password=${i}`, `-p${i}`, `--mode=${j}`],
            livenessProbe: { exec: { command: ['curl', k] }, httpGet: { path: `/healthz?key=${l}`, port: 80, httpHeaders: [{ name: 'Authorization', value: l }] } },
          },
        ],
        volumes: [{ name: 'v', csi: { driver: 'secrets.csi', volumeAttributes: { password: j } } }, { name: 'w', nfs: { server: k, path: l } }],
      },
    },
  },
});

const forms = (s: string): string[] => [s, Buffer.from(s).toString('base64').replace(/=+$/, ''), Buffer.from(`x${s}`).toString('base64').slice(4, -4), encodeURIComponent(s), ...Array.from({ length: s.length - 5 }, (_, from) => s.slice(from, from + 6))];

describe('redaction', () => {
  it('lets no planted secret through, whole, in part or encoded, nor from the difference of two', () => {
    fc.assert(
      fc.property(planted, planted, ([s, texts], [other, others]) => {
        const [before, after] = [deployment(texts, 1), deployment(others, 2)].map((object) => kind.project(object, { cluster: 'c', redactor, isKnown: () => false }));
        const out = JSON.stringify([before, after, diff(before?.spec ?? {}, after?.spec ?? {})]);
        for (const form of [...forms(s), ...forms(other)]) expect(out).not.toContain(form);
      }),
      { numRuns: 300 },
    );
  });

  it('still shows that something changed, and where', () => {
    fc.assert(
      fc.property(secret, secret, (one, two) => {
        fc.pre(one !== two);
        const spec = (s: string) => kind.project(deployment(Array.from({ length: 12 }, () => s), 1), { cluster: 'c', redactor, isKnown: () => false }).spec ?? {};
        const entries = diff(spec(one), spec(two));
        expect(entries).toContainEqual({ path: 'spec.template.spec.containers[api].env[DB_URL]', redacted: true });
        expect(entries.every((entry) => entry.redacted === true || entry.path.includes('containers[api].args'))).toBe(true);
        expect(diff(spec(one), spec(one))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
