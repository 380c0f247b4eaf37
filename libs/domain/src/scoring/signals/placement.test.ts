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
const { elsewhere, same, partly, sameNamespace, otherNamespace } = rules.score.place;

describe('a change in another cluster', () => {
  const inB = (service: string): CulpritEvent => change('c', service, at('09:58'), { cluster: 'b' });

  it('is hardly to blame, also where one of the alerts does not say where it is', () => {
    expect(weight('cluster', [web, inB('web')])).toBe(elsewhere);
    expect(weight('cluster', [web, firing('probe', 'g', 'web', at('10:01')), inB('web')])).toBe(elsewhere);
    expect(weight('cluster', [firing('probe', 'g', 'web', at('10:01')), inB('web')])).toBeUndefined();
  });

  it('explains nothing of the clusters that alert as well, where it was not made', () => {
    const alerts = (...clusters: string[]): CulpritEvent[] => clusters.map((cluster) => firing(`a-${cluster}`, `f-${cluster}`, 'web', at('10:00'), { cluster }));
    const made = (...clusters: string[]): CulpritEvent[] => clusters.map((cluster) => change(cluster === 'b' ? 'c' : `c-${cluster}`, 'web', at('09:58'), { cluster, identities: ['image:web:9'] }));
    const of = (spared: number): number => same * (1 - spared) + partly * spared;
    expect(weight('cluster', [...alerts('b'), ...made('b')])).toBe(same);
    expect(weight('cluster', [...alerts('a', 'b'), ...made('b')])).toBeCloseTo(of(1 / 2));
    expect(weight('cluster', [...alerts('a', 'b', 'c', 'd'), ...made('b')])).toBeCloseTo(of(3 / 4));
    expect(weight('cluster', [...alerts('a', 'b', 'c', 'd'), ...made('a', 'b', 'c')])).toBeCloseTo(of(1 / 4));
    expect(weight('cluster', [...alerts('a', 'b'), ...made('a', 'b')])).toBe(same);
    expect(sentence('cluster', [...alerts('a', 'b'), ...made('b')])).toBe('it was made in b, where alerts are; so are some in a, where it was not');
    expect(sentence('cluster', [...alerts('a', 'b', 'd'), ...made('b')])).toBe('it was made in b, where alerts are; more are in a and d, where it was not');
  });

  it('does so of what calls it only where it is known to run there as well: calls may go from everywhere', () => {
    const callers = ['a', 'b'].map((cluster) => firing(`a-${cluster}`, `f-${cluster}`, 'web', at('10:00'), { cluster }));
    const events = [...callers, calls('web', 'pay'), inB('pay')];
    expect(weight('cluster', events)).toBe(same);
    expect(weight('cluster', [...events, runs('pay', ['b', 'shop'])])).toBe(same);
    expect(weight('cluster', [...events, runs('pay', ['a', 'shop'], ['b', 'shop'])])).toBeCloseTo((same + partly) / 2);
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

describe('a change of a node', () => {
  const { scopeOnly } = rules.score;
  const drained = (pods: unknown): CulpritEvent => change('c', undefined, at('09:58'), { kind: 'infrastructure', services: ['web', 'mail'], scope: { clusters: ['a'] }, title: 'Node n1: unschedulable false → true', attributes: { pods } });

  it('weighs on a service by how many of its pods run there', () => {
    expect(weight('part', [web, drained({ web: { here: 1, of: 4 }, mail: { here: 1, of: 1 } })])).toBe(scopeOnly * 0.75);
    expect(sentence('part', [web, drained({ web: { here: 1, of: 4 } })])).toBe('only 1 of 4 pods of web ran there');
  });

  it('weighs whole where all of them do, or where nobody says', () => {
    for (const pods of [{ web: { here: 2, of: 2 } }, { web: { here: 3, of: 2 } }, { web: { here: 1 } }, { mail: { here: 1, of: 4 } }, {}, 'many', null]) expect(weight('part', [web, drained(pods)])).toBeUndefined();
  });

  it('is of all that alerts on it one change', () => {
    const mail = firing('b', 'g', 'mail', at('10:01'), { cluster: 'a' });
    const events = [web, mail, calls('web', 'mail'), drained({ web: { here: 1, of: 4 }, mail: { here: 1, of: 1 } })];
    expect(weight('part', events)).toBeUndefined();
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

  it('explains nothing of the others in which it alerts as well', () => {
    const blue = firing('b', 'g', 'web', at('10:01'), { labels: { namespace: 'blue' } });
    expect(weight('namespace', [green, blue, inside('green')])).toBeCloseTo((sameNamespace + partly) / 2);
    expect(sentence('namespace', [green, blue, inside('green')])).toBe('it was made in the namespace green, where it alerts; it alerts in blue too, where it was not changed');
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

  it('says the less, the more of the clusters that alert are others', () => {
    const alerts = ['c1', 'c2'].map((cluster) => firing(`a-${cluster}`, `f-${cluster}`, 'pay', at('10:00'), { cluster }));
    expect(weight('cluster', [...alerts, policy(['c1', 'c2'], [])])).toBe(same);
    expect(weight('cluster', [...alerts, policy(['c1'], [])])).toBeCloseTo((same + partly) / 2);
  });

  it('is so where the catalog says it for all environments: one that names none means each', () => {
    const anywhere = said('service', { name: 'pay', workloads: [{ cluster: 'c1', namespace: 'shop', kind: 'Deployment', name: 'pay' }] });
    expect(isWeighed(firing('a', 'f', 'pay', at('10:00')), anywhere, policy(['c1'], ['shop']))).toBe(true);
  });

  it('by what the alert says first', () => {
    const alert = firing('a', 'f', 'pay', at('10:00'), { cluster: 'c2' });
    expect(isWeighed(alert, runs('pay', ['c1', 'shop'], ['c2', 'bank']), policy(['c1'], ['shop']))).toBe(false);
    expect(isWeighed(alert, runs('pay', ['c1', 'shop'], ['c2', 'bank']), policy(['c2'], ['bank']))).toBe(true);
    expect(isWeighed(firing('a', 'f', 'pay', at('10:00'), { cluster: 'c2', labels: { kube_namespace: 'x' } }), policy(['c2'], ['x']))).toBe(true);
    expect(isWeighed(alert, policy(['c2'], ['x']))).toBe(false);
  });
});
