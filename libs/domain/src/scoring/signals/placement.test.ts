import { describe, expect, it } from '@jest/globals';
import { createFold } from '../../correlation/fold.js';
import type { CulpritEvent } from '../../events/envelope.js';
import { at, calls, change, firing, said, testRules } from '../../testing.js';

const rules = { ...testRules, candidates: { ...testRules.candidates, threshold: 0 } };
const reasons = (id: string, events: readonly CulpritEvent[]) => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  const weighed = fold.incidents('production').flatMap(({ verdict }) => verdict.ranked).find(({ candidate }) => candidate.changes.some((c) => c.id === id));
  return weighed?.reasons;
};
const weight = (signal: string, events: readonly CulpritEvent[], id = 'c'): number | undefined => reasons(id, events)?.find((r) => r.signal === signal)?.contribution;
const sentence = (signal: string, events: readonly CulpritEvent[]): string | undefined => reasons('c', events)?.find((r) => r.signal === signal)?.sentence;

const runs = (name: string, ...places: readonly [cluster: string, namespace: string][]): CulpritEvent =>
  said('service', { name, environment: 'production', workloads: places.map(([cluster, namespace]) => ({ cluster, namespace, kind: 'Deployment', name })) });
const web = firing('a', 'f', 'web', at('10:00'), { cluster: 'a' });
const { elsewhere, same, sameNamespace, otherNamespace } = rules.score.place;

describe('a change in another cluster', () => {
  const inB = (service: string): CulpritEvent => change('c', service, at('09:58'), { cluster: 'b' });

  it('is hardly to blame, also where one of the alerts does not say where it is', () => {
    expect(weight('cluster', [web, inB('web')])).toBe(elsewhere);
    expect(weight('cluster', [web, firing('probe', 'g', 'web', at('10:01')), inB('web')])).toBe(elsewhere);
    expect(weight('cluster', [firing('probe', 'g', 'web', at('10:01')), inB('web')])).toBeUndefined();
    expect(weight('cluster', [web, firing('b', 'g', 'web', at('10:01'), { cluster: 'b' }), inB('web')])).toBe(same);
  });

  it('may be, where a call leads to a service that runs nowhere else', () => {
    const called = [web, calls('web', 'pay'), inB('pay')];
    expect(weight('cluster', called)).toBe(elsewhere / 2);
    expect(weight('cluster', [...called, runs('pay', ['b', 'shop'])])).toBeUndefined();
    // calls stay in a cluster where there is whom to call
    expect(weight('cluster', [...called, runs('pay', ['a', 'shop'], ['b', 'shop'])])).toBe(elsewhere);
  });

  it('is so where the catalog does not say, once all that was changed of the service for days was there', () => {
    const called = [web, calls('web', 'pay'), inB('pay')];
    const before = (id: string, clock: string, day: string, cluster = 'b'): CulpritEvent => change(id, 'pay', at(clock, day), { cluster });
    const long = [before('d', '08:00', '2026-01-14'), before('e', '08:00', '2026-01-13')];
    expect(weight('cluster', [...called, ...long])).toBeUndefined();
    expect(weight('cluster', [...called, ...long, before('f', '07:00', '2026-01-14', 'a')])).toBe(elsewhere);
    // two are few: that may be by chance
    expect(weight('cluster', [...called, ...long.slice(1)])).toBe(elsewhere / 2);
    // a rollout that begins there does just this
    expect(weight('cluster', [...called, before('d', '09:40', '2026-01-15'), before('e', '09:20', '2026-01-15')])).toBe(elsewhere / 2);
  });

  it('is known by where all that alerts runs, where no alert says it', () => {
    const probe = [firing('probe', 'g', 'web', at('10:00')), calls('web', 'pay'), runs('pay', ['a', 'shop'], ['b', 'shop']), inB('pay')];
    expect(weight('cluster', probe)).toBeUndefined();
    expect(weight('cluster', [...probe, runs('web', ['a', 'shop'])])).toBe(elsewhere);
    expect(sentence('cluster', [...probe, runs('web', ['a', 'shop'])])).toBe('it was made in b; web runs in a');
    expect(weight('cluster', [...probe, runs('web', ['a', 'shop'], ['b', 'shop'])])).toBeUndefined();
    // where the catalog sees nothing it does not say that nothing runs there
    expect(weight('cluster', [firing('probe', 'g', 'web', at('10:00')), calls('web', 'pay'), runs('web', ['a', 'shop']), runs('pay', ['a', 'shop']), inB('pay')])).toBeUndefined();
    expect(weight('cluster', [firing('probe', 'g', 'web', at('10:00')), runs('web', ['a', 'shop']), inB('web')])).toBeUndefined();
  });

  it('is not, where no known call leads there', () => {
    const namespaces = [runs('web', ['a', 'shop'], ['b', 'shop']), runs('pay', ['b', 'shop'])];
    expect(weight('cluster', [web, ...namespaces, inB('pay')])).toBe(elsewhere);
    expect(weight('cluster', [web, ...namespaces, calls('web', 'db'), inB('pay')])).toBe(elsewhere);
    expect(weight('cluster', [web, calls('web', 'db'), calls('pay', 'db'), runs('pay', ['b', 'shop']), inB('pay')])).toBe(elsewhere);
  });
});

describe('a change in a namespace', () => {
  const green = firing('a', 'f', 'web', at('10:00'), { labels: { namespace: 'green' } });
  const inside = (namespace: string, service = 'web'): CulpritEvent => change('c', service, at('09:58'), { namespace });

  it('counts for what alerts of its service there, and against it elsewhere', () => {
    expect([weight('namespace', [green, inside('green')]), weight('namespace', [green, inside('blue')])]).toEqual([sameNamespace, otherNamespace]);
    expect(sentence('namespace', [green, inside('green')])).toBe('it was made in the namespace green, where it alerts');
    expect(sentence('namespace', [green, inside('blue')])).toBe('it was made in the namespace blue; the alerts are in green');
  });

  it('says nothing of another service, or where an alert does not say its own', () => {
    expect(weight('namespace', [green, calls('web', 'pay'), inside('blue', 'pay')])).toBeUndefined();
    expect(weight('namespace', [green, firing('b', 'g', 'web', at('10:01')), inside('blue')])).toBeUndefined();
  });
});

describe('a change of a place alone', () => {
  const policy = (clusters: string[], namespaces: string[]): CulpritEvent =>
    said('change', { id: 'c', kind: 'infrastructure', occurredAt: at('09:58'), environment: 'production', title: 'NetworkPolicy deny-all', scope: { clusters, namespaces } });
  const isWeighed = (...events: CulpritEvent[]): boolean => reasons('c', events) !== undefined;

  it('is weighed for what the catalog says lives there, where the alert says nothing', () => {
    const alert = firing('a', 'f', 'pay', at('10:00'));
    expect(isWeighed(alert, policy(['c1'], ['shop']))).toBe(false);
    expect(isWeighed(alert, runs('pay', ['c1', 'shop']), policy(['c1'], ['shop']))).toBe(true);
    expect(isWeighed(alert, runs('pay', ['c1', 'shop']), policy(['c1'], ['bank']))).toBe(false);
    expect(isWeighed(alert, runs('pay', ['c1', 'bank'], ['c2', 'shop']), policy(['c1'], ['shop']))).toBe(false);
  });

  it('by what the alert says first', () => {
    const alert = firing('a', 'f', 'pay', at('10:00'), { cluster: 'c2' });
    expect(isWeighed(alert, runs('pay', ['c1', 'shop'], ['c2', 'bank']), policy(['c1'], ['shop']))).toBe(false);
    expect(isWeighed(alert, runs('pay', ['c1', 'shop'], ['c2', 'bank']), policy(['c2'], ['bank']))).toBe(true);
    expect(isWeighed(firing('a', 'f', 'pay', at('10:00'), { cluster: 'c2', labels: { kube_namespace: 'x' } }), policy(['c2'], ['x']))).toBe(true);
    expect(isWeighed(alert, policy(['c2'], ['x']))).toBe(false);
  });
});
