import { describe, expect, it } from '@jest/globals';
import type { Rules } from '../../correlation/rules.js';
import { createFold } from '../../correlation/fold.js';
import type { CulpritEvent } from '../../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../../testing.js';

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
  const of = (path: string, before: unknown, after: unknown): number | undefined => contribution('diff', [alert, deploy({ diff: [{ path, before, after }] })], { diff: { more: -1, scaledDown: 2, lessRoom: 1 } });

  it('is of the replicas wherever they stand, else of what is told first: one cut is counted, not all', () => {
    const pool = { path: 'pool.max', before: 100, after: 20 };
    const memory = { path: 'limits.memory', before: '1Gi', after: '512Mi' };
    const replicas = { path: 'spec.replicas', before: 4, after: 1 };
    const first = (...diff: unknown[]): number | undefined => contribution('diff', [alert, deploy({ diff })], { diff: { scaledDown: 2, lessRoom: 1, more: 0 } });
    expect([first(pool, memory, replicas), first(pool, memory), first(memory, pool)]).toEqual([1.5, 0.8, 0.5]);
  });

  it('counts the share that was taken away, of replicas and of room, from a half on', () => {
    expect([of('spec.replicas', 4, 0), of('spec.replicas', 4, 1), of('spec.replicas', 4, 3)]).toEqual([2, 1.5, undefined]);
    expect([of('data[DB_POOL_MAX]', '100', '5'), of('spec.template.spec.containers[a].env[WORKERS]', '100', '5'), of('data[app.yaml].pool.max', 100, 5), of('spec.template.spec.containers[a].resources.limits[memory]', '1Gi', '256Mi'), of('spec.template.spec.containers[a].args[--max-conns]', '80', '20'), of('data[MOTTO]', '100', '5')]).toEqual([0.95, 0.95, 0.95, 0.75, 0.75, undefined]);
    expect([of('http.timeout', '30s', '500ms'), of('data[HTTP_TIMEOUT]', '2m', '30s'), of('limits.cpu', '2', '500m')]).toEqual([1 - 0.5 / 30, 0.75, 0.75].map((share) => Math.round(share * 1e6) / 1e6));
    expect([of('pool.max', 100, 20), of('limits.memory', '1Gi', '512Mi'), of('pool.max', 100, 51)]).toEqual([0.8, 0.5, undefined]);
  });
});

describe('more of what runs', () => {
  const of = (path: string, before: unknown, after: unknown, kind = 'human'): number | undefined => contribution('diff', [alert, deploy({ actor: { name: 'x', kind }, diff: [{ path, before, after }] })], { diff: { more: -2, scaledDown: 2, lessRoom: 1 } });

  it('counts against it by how much more, from half as much again on; an autoscaler only follows the load', () => {
    expect([of('spec.replicas', 5, 10), of('spec.replicas', 2, 8), of('limits.memory', '1Gi', '2Gi'), of('spec.replicas', 5, 7)]).toEqual([-1, -1.5, -1, undefined]);
    expect(of('spec.replicas', 5, 10, 'autoscaler')).toBeUndefined();
  });

  it('says nothing of more connections or time, which may be too many or too much for who is called', () => {
    expect([of('pool.max', 5, 50), of('http.timeout', 1, 30)]).toEqual([undefined, undefined]);
  });
});

describe('what took something back before the alert', () => {
  const outcome = { failed: 0.25, rolledBack: 0.5, ended: 1, answer: -0.75 };
  const image = (before: string, after: string) => ({ diff: [{ path: 'image', before, after }] });
  const of = (...events: CulpritEvent[]): number | undefined => contribution('outcome', [alert, ...events], { outcome });
  const back = deploy(image('web:2', 'web:1'));

  it('is rather an answer to the trouble than its cause', () => {
    expect(of(change('d', 'web', at('09:50'), image('web:1', 'web:2')), back)).toBe(-0.75);
    expect(of(change('d', 'web', at('09:50'), image('web:2', 'web:3')), back)).toBeUndefined();
    expect(of(back)).toBeUndefined();
  });

  it('is none where what it took back was an hour old, or it was so itself', () => {
    expect(of(change('d', 'web', at('08:57'), image('web:1', 'web:2')), back)).toBeUndefined();
    expect(of(change('d', 'web', at('08:40'), image('web:1', 'web:2')), change('c', 'web', at('08:59'), image('web:2', 'web:1')))).toBeUndefined();
  });
});

describe('named', () => {
  const of = (title: string, more: Record<string, unknown>, service = 'web'): number | undefined =>
    contribution('named', [firing('a', 'f', 'web', at('10:00'), { title }), calls('web', 'pay'), change('c', service, at('09:58'), more)], { named: 1, namedApart: 2 });
  const release = { identities: ['commit:a3f9c1d2e4b5968778695a4b3c2d1e0f12345678'], revision: { version: '2.31.0' } };

  it('says less of the release that the alerting service runs anyway than of anything else', () => {
    expect([of('web fails in a3f9c1d', release), of('web 2.31.0 fails', release)]).toEqual([1, 1]);
    expect([of('web fails in pay@a3f9c1d', release, 'pay'), of('web: pay 2.31.0 fails', release, 'pay')]).toEqual([2, 2]);
    expect([of('web fails with fast-cart', { identities: ['flag:fast-cart'] }), of('web: no DB_POOL_MAX', { diff: [{ path: 'env.DB_POOL_MAX', before: 1, after: 2 }] })]).toEqual([2, 2]);
  });
});

describe('outcome', () => {
  const outcome = { failed: 0.25, rolledBack: 0.5, ended: 1, answer: -0.75 };
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

  it('counts nobody who got it only once it alerted: that cluster had no time to', () => {
    const rollout = (cluster: string, clock: string): CulpritEvent => change(cluster, 'web', at(clock), { cluster, identities: ['commit:5be1f00'] });
    const of = (clock: string): number | undefined => contribution('control', [firing('in-c', 'f-c', 'web', at('10:00'), { cluster: 'c' }), rollout('c', '09:53'), rollout('b', clock)], { control: 2 });
    expect([of('10:00'), of('10:01')]).toEqual([-1, undefined]);
  });
});
