import { describe, expect, it } from '@jest/globals';
import { Incident } from '../events/incident.js';
import { at, change, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const MOST = 256 * 1024;
const many = (count: number, length: number, start: string): string[] => Array.from({ length: count }, (_, i) => `${start}-${i}-`.padEnd(length, 'ü'));

describe('an incident of the largest events that the door lets in', () => {
  const text = 'ü'.repeat(8192);
  const largest = (n: number, more: Record<string, unknown>) =>
    change(`change-${n}`.padEnd(512, 'ü'), undefined, at('09:59', '2026-01-15'), {
      services: many(1000, 512, 'service'), entities: many(1000, 512, `entity-${n}`), identities: many(1000, 512, `identity-${n}`), title: text,
      diff: Array.from({ length: 100 }, () => ({ path: text, before: text, after: text })), links: many(50, 4096, 'https://x').map((url) => ({ title: text, url })),
      attributes: { all: text }, actor: { name: 'ü'.repeat(512), kind: 'human' }, phases: Array.from({ length: 1000 }, (_, i) => ({ phase: 'started', at: new Date(Date.UTC(2026, 0, 15, 9, 0, 0, i)).toISOString() })), ...more,
    });

  it('fits, is whole as its schema has it, and has all its suspects', () => {
    const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 } });
    const names = many(40, 512, 'service');
    for (let n = 0; n < 6; n++) fold.add(largest(n, {}));
    // all of these are one suspect
    for (let n = 0; n < 3000; n++) fold.add(change(`step-${n}`.padEnd(512, 'x'), names[0], at('09:58'), { identities: ['commit:one'], title: text }));
    for (const [i, service] of names.entries()) fold.add(firing(`alert-${i}`.padEnd(512, 'ü'), `f${i}`.padEnd(512, 'ü'), service, at('10:00'), { title: text, source: { provider: 'p', url: 'u'.repeat(4096) } }));
    for (const to of names) fold.add(said('dependency', { from: names[0], to, environment: 'production' }));
    for (let n = 0; n < 300; n++) fold.add(said('dependency', { from: `caller-${n}`.padEnd(512, 'ü'), to: names[0], environment: 'production' }));
    fold.add(said('coverage', { source: 'datadog', instance: 'acme', observedAt: at('10:01'), gaps: Array.from({ length: 500 }, () => ({ from: at('09:00'), reason: text })) }));
    const bodies = fold.incidents('production').map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      const whole = { ...body, revision: 1, asOf: at('10:01'), what: ['opened', 'suspect-named'] };
      expect(Buffer.byteLength(JSON.stringify(whole))).toBeLessThanOrEqual(MOST);
      expect(Incident.safeParse(whole).success).toBe(true);
      expect(body.suspects).toHaveLength(5);
      for (const suspect of body.suspects) expect(suspect.changeIds[0]).toBe(suspect.change.id);
    }
  });
});
