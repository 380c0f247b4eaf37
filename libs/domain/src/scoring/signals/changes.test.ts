import { describe, expect, it } from '@jest/globals';
import type { Rules } from '../../correlation/rules.js';
import { createFold } from '../../correlation/fold.js';
import type { CulpritEvent } from '../../events/envelope.js';
import { at, change, firing, resolved, testRules } from '../../testing.js';

// What a change weighs, wherever it was made.

const contribution = (signal: string, events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}): number | undefined => {
  const fold = createFold({ ...testRules, score: { ...testRules.score, ...score } });
  for (const event of events) fold.add(event);
  const weighed = fold.incidents('production').flatMap(({ verdict }) => verdict.ranked).find(({ candidate }) => candidate.changes[0].id === 'c');
  return weighed?.reasons.find((r) => r.signal === signal)?.contribution;
};
const alert = firing('a', 'f', 'web', at('10:00'));
const deploy = (more: Record<string, unknown> = {}): CulpritEvent => change('c', 'web', at('09:58'), more);

describe('diff', () => {
  const of = (path: string, before: unknown, after: unknown): number | undefined => contribution('diff', [alert, deploy({ diff: [{ path, before, after }] })], { diff: { scaledDown: 2, lessRoom: 1 } });

  it('counts the share that was taken away, of replicas and of room, from a half on', () => {
    expect([of('spec.replicas', 4, 0), of('spec.replicas', 4, 1), of('spec.replicas', 4, 3)]).toEqual([2, 1.5, undefined]);
    expect([of('pool.max', 100, 20), of('limits.memory', '1Gi', '512Mi'), of('pool.max', 100, 51)]).toEqual([0.8, 0.5, undefined]);
  });
});

describe('outcome', () => {
  const outcome = { failed: 0.25, rolledBack: 0.5, ended: 1 };
  const of = (...events: CulpritEvent[]): number | undefined => contribution('outcome', [alert, ...events], { outcome });

  it('counts the more the sooner the alerts ended with the rollback: half where that took all of what is near', () => {
    const back = deploy({ phase: 'rolled-back', updatedAt: at('10:20'), phases: [{ phase: 'rolled-back', at: at('10:20') }] });
    const ended = (clock: string): number | undefined => of(back, resolved('r', 'f', at(clock)));
    expect([ended('10:20'), ended('10:25'), ended('10:30'), ended('10:31')]).toEqual([1.5, 1.25, 1, 0.5]);
  });

  it('is no failure of what was rolled out where only its build or its merge failed', () => {
    const image = { identities: ['image:web:7'] };
    const job = (more: Record<string, unknown> = {}): CulpritEvent => change('job', 'web', at('09:50'), { kind: 'job', title: 'Build 7', environment: undefined, phase: 'failed', ...image, ...more });
    expect(of(deploy({ phase: 'failed' }))).toBe(0.25);
    expect(of(deploy(image), job())).toBeUndefined();
    expect(of(deploy(image), job({ kind: 'code', title: 'Fewer retries' }))).toBeUndefined();
    expect(of(deploy(image), job({ title: 'Migrate carts', environment: 'production' }))).toBe(0.25);
  });
});

describe('control', () => {
  it('counts against it, times their share, that others got it and do not alert', () => {
    const rollouts = ['a', 'b', 'd', 'c'].map((cluster, i) => change(cluster, 'web', at(`09:5${i}`), { cluster, identities: ['commit:5be1f00'] }));
    const of = (...clusters: string[]): number | undefined => contribution('control', [...clusters.map((cluster) => firing(`in-${cluster}`, `f-${cluster}`, 'web', at('10:00'), { cluster })), ...rollouts], { control: 2 });
    expect([of('c'), of('c', 'a'), of('c', 'a', 'b'), of('c', 'a', 'b', 'd')]).toEqual([-1.5, -1, -0.5, undefined]);
  });
});
