import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { incidentId } from '../events/ids.js';
import { at, calls, change, firing, resolved, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const given = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  return fold.incidents('production').map(({ body }) => body);
};
/** The ids of the members of each incident. */
const members = (...events: CulpritEvent[]): string[][] => given(...events).map((i) => i.alerts.map((a) => a.id));
const later = (clock: string): CulpritEvent => said('coverage', { source: 'datadog', instance: 'acme', observedAt: clock, lastEventAt: clock });

describe('an alert joins', () => {
  it('an incident with an alert on the same service that began at most ten minutes before', () => {
    expect(members(firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'cart', at('10:10')))).toEqual([['a', 'b']]);
    expect(members(firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'cart', at('10:10:01')))).toEqual([['a'], ['b']]);
  });

  it('one up to two calls away, in either direction, by calls that are valid then', () => {
    const chain = [calls('front', 'cart'), calls('cart', 'pay'), calls('pay', 'bank')];
    expect(members(...chain, firing('a', 'f1', 'front', at('10:00')), firing('b', 'f2', 'pay', at('10:01')))).toEqual([['a', 'b']]);
    expect(members(...chain, firing('a', 'f1', 'pay', at('10:00')), firing('b', 'f2', 'front', at('10:01')))).toEqual([['a', 'b']]);
    expect(members(...chain, firing('a', 'f1', 'front', at('10:00')), firing('b', 'f2', 'bank', at('10:01')))).toEqual([['a'], ['b']]);
    expect(members(calls('front', 'pay', { validTo: at('09:00') }), firing('a', 'f1', 'front', at('10:00')), firing('b', 'f2', 'pay', at('10:01')))).toEqual([['a'], ['b']]);
    expect(members(calls('front', 'cart'), calls('front', 'pay'), firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'pay', at('10:01')))).toEqual([['a'], ['b']]);
  });

  it('nothing in another environment', () => {
    expect(members(firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'cart', at('10:01'), { environment: 'staging' }))).toEqual([['a']]);
  });

  it('the incident that its own fingerprint left less than ten minutes ago', () => {
    const first = [firing('a', 'f1', 'cart', at('10:00')), resolved('r', 'f1', at('11:00'))];
    const again = members(...first, firing('b', 'f1', 'cart', at('11:09:59')));
    expect(again).toEqual([['a', 'b']]);
    expect(members(...first, firing('b', 'f1', 'cart', at('11:10')))).toEqual([['a'], ['b']]);
  });

  it('no incident that is older than a day, but for its own fingerprint', () => {
    const old = firing('a', 'f1', 'cart', at('10:00', '2026-01-14'));
    const own = [firing('b', 'f2', 'cart', at('10:05', '2026-01-14')), resolved('r', 'f2', at('10:00'))];
    expect(members(old, firing('n', 'f9', 'cart', at('10:00:30')), ...own)).toEqual([['a', 'b'], ['n']]);
    expect(members(old, ...own, firing('c', 'f2', 'cart', at('10:05')))).toEqual([['a', 'b', 'c']]);
  });

  it('several at once, which become one under the id of the first', () => {
    const apart = [calls('front', 'cart'), calls('front', 'pay'), firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'pay', at('10:01'))];
    const [one, ...others] = given(...apart, firing('c', 'f3', 'front', at('10:02')));
    expect(others).toEqual([]);
    expect(one).toMatchObject({ id: incidentId('a'), services: ['cart', 'pay', 'front'] });
  });

  it('the one that several have become, by a fingerprint of any of them', () => {
    const apart = [calls('front', 'cart'), calls('front', 'pay'), firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'pay', at('10:01')), firing('c', 'f3', 'front', at('10:02'))];
    expect(members(...apart, resolved('r', 'f2', at('10:10')), firing('again', 'f2', 'pay', at('10:15')))).toEqual([['a', 'b', 'c', 'again']]);
    expect(members(...apart, firing('other', 'f4', 'pay', at('10:15')))).toEqual([['a', 'b', 'c'], ['other']]);
  });

  it('nothing, when it resolves to no service', () => {
    const [incident] = given(firing('a', 'f1', undefined, at('10:00'), { entities: ['who/knows'] }));
    expect(incident).toMatchObject({ services: [], suspects: [], noChangeProbability: 1 });
  });
});

describe('an incident', () => {
  it('is resolved when no member fires, and open again when one refires', () => {
    const ended = [firing('a', 'f1', 'cart', at('10:00')), resolved('r', 'f1', at('10:20'))];
    expect(given(...ended)[0]).toMatchObject({ status: 'resolved', resolvedAt: at('10:20') });
    expect(given(...ended, firing('b', 'f1', 'cart', at('10:25')))[0]).toMatchObject({ status: 'open', alertCount: 2 });
  });

  it('puts at risk who calls the first suspect, as far as the rules say', () => {
    const chain = [calls('site', 'shop'), calls('shop', 'front'), calls('front', 'cart')];
    const [incident] = given(...chain, firing('a', 'f1', 'cart', at('10:00')), change('c', 'cart', at('09:59')));
    expect(incident?.affected).toEqual([{ service: 'cart', role: 'alerting', hops: 0 }, { service: 'front', role: 'at-risk', hops: 1 }, { service: 'shop', role: 'at-risk', hops: 2 }]);
  });

  it('takes the id of an earlier first alert that comes to light late', () => {
    const fold = createFold(testRules);
    fold.add(firing('b', 'f2', 'cart', at('10:05')));
    expect(fold.incidents('production')[0]?.body.id).toBe(incidentId('b'));
    fold.add(firing('a', 'f1', 'cart', at('10:00')));
    expect(fold.incidents('production').map(({ body }) => body.id)).toEqual([incidentId('a')]);
    expect(fold.holder('production', incidentId('b'))).toBe(incidentId('a'));
  });

  it('is final when it has settled: late changes and neighbours do not reach it, ends and refires of its own do', () => {
    const fold = createFold(testRules);
    fold.add(firing('a', 'f1', 'cart', at('10:00', '2026-01-10')));
    fold.add(later(at('10:00')));
    fold.incidents('production');
    fold.settle('production');
    fold.add(change('late', 'cart', at('09:59', '2026-01-10')));
    fold.add(firing('b', 'f2', 'cart', at('10:01', '2026-01-10')));
    fold.add(resolved('r', 'f1', at('11:00')));
    const [settled, other] = fold.incidents('production');
    expect(settled?.body).toMatchObject({ id: incidentId('a'), status: 'resolved', resolvedAt: at('11:00'), suspects: [], alertCount: 1 });
    expect(other?.body.id).toBe(incidentId('b'));
    fold.add(firing('c', 'f1', 'cart', at('11:05')));
    expect(fold.incidents('production')[0]?.body).toMatchObject({ id: incidentId('a'), status: 'open', alertCount: 2 });
  });
});

describe('a suspect', () => {
  const alert = firing('a', 'f1', 'front', at('10:00'));

  it('is the changes of one service that share an identity, the step closest to impact first', () => {
    const [incident] = given(
      calls('front', 'cart'), alert,
      change('push', undefined, at('09:50'), { kind: 'code', identities: ['commit:1'], environment: undefined, entities: ['acme/cart'] }),
      change('deploy', 'cart', at('09:58'), { identities: ['commit:1', 'image:2'] }),
      change('other', 'cart', at('09:40'), { identities: ['commit:0'] }),
    );
    expect(incident?.suspects.map((s) => s.changeIds)).toEqual([['deploy', 'push'], ['other']]);
    expect(incident?.suspects.map((s) => s.linked?.map(({ id, kind }) => [id, kind]))).toEqual([[['push', 'code']], undefined]);
    expect(incident?.suspects[0]).toMatchObject({ service: 'cart', path: ['front', 'cart'], change: { id: 'deploy' } });
  });

  it('is told with what was written and built of it long before, on the service or on none, and with no rollout from then', () => {
    const [incident] = given(
      alert,
      change('forgotten', undefined, at('09:59', '2026-01-01'), { kind: 'code', identities: ['commit:1'], environment: undefined, entities: ['acme/front'] }),
      change('merge', undefined, at('10:00', '2026-01-01'), { kind: 'code', identities: ['commit:1'], environment: undefined, entities: ['acme/front'], actor: { name: 'ann', kind: 'human' } }),
      change('build', 'front', at('11:00', '2026-01-10'), { kind: 'job', identities: ['commit:1', 'image:2'], environment: undefined }),
      change('before', 'front', at('11:30', '2026-01-10'), { identities: ['image:2'] }),
      change('deploy', 'front', at('09:58'), { identities: ['image:2'], actor: { name: 'argocd', kind: 'automation' } }),
    );
    expect(incident?.suspects.map((s) => s.changeIds)).toEqual([['deploy', 'build', 'merge']]);
    expect(incident?.suspects[0]?.reasons[0]?.sentence).toContain('ann');
    // nothing but what is in the window is a suspect
    expect(given(alert, change('merge', 'front', at('09:59', '2026-01-12'), { kind: 'code', identities: ['commit:1'] }))[0]).toMatchObject({ suspects: [], unseen: { unmappedChanges: 0 } });
  });

  it('begins with what was done on the service before what names none, though that came later: it may be of another', () => {
    const identities = ['commit:1'];
    const [incident] = given(alert, change('deploy', 'front', at('09:50'), { identities }), change('stray', undefined, at('09:58'), { identities, entities: ['acme/unknown'] }));
    expect(incident?.suspects.map((s) => s.changeIds)).toEqual([['deploy', 'stray']]);
  });

  it('begins with what was rolled out where it alerts, though the same came to another cluster since', () => {
    const rollout = (cluster: string, clock: string): CulpritEvent => change(cluster, 'front', at(clock), { cluster, identities: ['commit:1'] });
    const [incident] = given(firing('a', 'f1', 'front', at('10:00'), { cluster: 'eu' }), rollout('eu', '09:50'), rollout('us', '09:58'));
    expect(incident?.suspects.map((s) => s.changeIds)).toEqual([['eu', 'us']]);
  });

  it('is reached by the call that is trusted more, where two are as near: the other may not be there', () => {
    const both = [calls('web', 'api'), calls('api', 'db', { confidence: 0.5 }), calls('web', 'db', { confidence: 0.9 })];
    const [incident] = given(...both, firing('a', 'f1', 'api', at('10:00')), firing('b', 'f2', 'web', at('10:01')), change('c', 'db', at('09:59')));
    expect(incident?.suspects[0]?.path).toEqual(['web', 'db']);
  });

  it('joins a commit that is named short to the only one that begins so', () => {
    const merge = (id: string, commit: string) => change(id, undefined, at('09:50'), { kind: 'code', identities: [`commit:${commit}`], environment: undefined, entities: ['acme/front'] });
    const deploys = change('deploy', 'front', at('09:58'), { identities: ['commit:5be1f00'] });
    const suspects = (...events: CulpritEvent[]) => given(...events)[0]?.suspects.map((s) => s.changeIds);
    const [ours, other] = [merge('ours', `5be1f00${'a'.repeat(33)}`), merge('other', `5be1f00${'b'.repeat(33)}`)];
    expect(suspects(alert, ours, deploys)).toEqual([['deploy', 'ours']]);
    expect(suspects(deploys, merge('shorter', '5be1f00a'), alert, ours)).toEqual([['deploy', 'ours', 'shorter']]);
    expect(suspects(alert, ours, deploys, other)).toEqual([['deploy']]);
  });

  it('is none where no change is near enough in time', () => {
    expect(given(alert, change('old', 'front', at('12:00', '2026-01-14')))[0]).toMatchObject({ suspects: [] });
    expect(given(alert, change('older', 'front', at('09:59', '2026-01-12')))[0]).toMatchObject({ suspects: [] });
  });

  it('is none out of reach, nor in another environment', () => {
    expect(given(alert, change('c', 'mail', at('09:59')))[0]?.suspects).toEqual([]);
    expect(given(alert, change('c', 'front', at('09:59'), { environment: 'staging' }))[0]?.suspects).toEqual([]);
  });

  it('is rather the deeper one when that alerts too', () => {
    const [incident] = given(calls('front', 'cart'), alert, firing('b', 'f2', 'cart', at('10:01')), change('victim', 'front', at('09:58')), change('culprit', 'cart', at('09:57')));
    expect(incident?.suspects.map((s) => s.changeIds[0])).toEqual(['culprit', 'victim']);
    expect(incident?.suspects[1]?.reasons.map((r) => r.sentence)).toContain('cart, which front calls, alerts too: the cause is more likely there');
  });

  it('may be the caller where traffic was lost', () => {
    const lost = firing('a', 'f1', 'cart', at('10:00'), { class: 'traffic-loss' });
    expect(given(calls('front', 'cart'), lost, change('c', 'front', at('09:59')))[0]?.suspects[0]).toMatchObject({ service: 'front', path: ['front', 'cart'] });
  });

  it('has contributions that add up to its odds against "no change"', () => {
    const [incident] = given(alert, change('c', 'front', at('09:59')));
    const odds = (incident?.suspects[0]?.reasons ?? []).reduce((sum, r) => sum + r.contribution, 0);
    expect(Math.log((incident?.suspects[0]?.probability ?? 0) / (incident?.noChangeProbability ?? 1))).toBeCloseTo(odds - testRules.score.noChange, 2);
  });
});

describe('a call that traces showed', () => {
  const seen = (day: string): CulpritEvent => calls('front', 'cart', { source: 'otel/eu-1', confidence: 0.9, observedAt: at('10:00', day) });
  const incident = [firing('a', 'f1', 'front', at('10:00')), change('c', 'cart', at('09:59'))];

  it('leads to a suspect while it is seen now and then', () => {
    expect(given(seen('2026-01-10'), ...incident)[0]?.suspects[0]).toMatchObject({ service: 'cart', path: ['front', 'cart'] });
  });

  it('leads nowhere once it has not been seen for long, until it is seen again', () => {
    const fold = createFold(testRules);
    for (const event of [seen('2025-11-01'), ...incident]) fold.add(event);
    expect(fold.incidents('production')[0]?.body).toMatchObject({ suspects: [], unseen: { withoutDependencies: ['front'] } });
    fold.add(seen('2026-01-15'));
    expect(fold.incidents('production')[0]?.body.suspects[0]).toMatchObject({ service: 'cart' });
  });

  it('changes nothing by being said again on the same day', () => {
    const fold = createFold(testRules);
    for (const event of [seen('2026-01-15'), ...incident]) fold.add(event);
    fold.incidents('production');
    fold.add(calls('front', 'cart', { source: 'otel/eu-1', confidence: 0.9, observedAt: at('10:05') }));
    expect(fold.due('production')).toBe(false);
  });

  it('to an outside host leads to what its status page says, where the catalog ties the two', () => {
    const events = [
      calls('front', 'api.stripe.com', { source: 'otel', kind: 'external', observedAt: at('09:00') }),
      firing('a', 'f1', 'front', at('10:00')),
      change('c', undefined, at('09:58'), { kind: 'third-party', environment: undefined, entities: ['statuspage:component/Stripe API', 'statuspage:page/p1'], title: 'Stripe: elevated errors' }),
    ];
    expect(given(...events)[0]?.suspects).toEqual([]);
    const tied = said('service', { name: 'stripe', aliases: ['api.stripe.com'], owns: ['statuspage:component/Stripe API'] });
    expect(given(tied, ...events)[0]?.suspects[0]).toMatchObject({ service: 'stripe', changeIds: ['c'], path: ['front', 'stripe'] });
  });
});

describe('what could not be weighed', () => {
  it('is no change on no service that is told with what it led to', () => {
    const alert = firing('a', 'f1', 'front', at('10:00'));
    const [push, stray] = ['commit:1', 'commit:2'].map((commit) => change(commit, undefined, at('09:50'), { kind: 'code', identities: [commit], entities: ['acme/unknown'] }));
    const counted = (...events: (CulpritEvent | undefined)[]) => given(alert, ...events.flatMap((event) => event ?? []))[0]?.unseen.unmappedChanges;
    expect([counted(push, stray), counted(push, stray, change('deploy', 'front', at('09:58'), { identities: ['commit:1'] }))]).toEqual([2, 1]);
  });

  it('is an alert that maps to no service, or that two services claim', () => {
    const claims = ['api', 'api-next'].map((name) => said('service', { name, aliases: ['service:shop'] }));
    const [stray] = given(firing('a', 'f1', undefined, at('10:00'), { entities: ['host:i-123'] }));
    expect([stray?.headline, stray?.unseen.sentence]).toEqual([
      expect.stringContaining('no suspect, as no change that could be weighed is in reach'), 'the alert maps to no one service (host:i-123), so no change can be tied to it.',
    ]);
    const [claimed] = given(...claims, firing('a', 'f1', undefined, at('10:00'), { entities: ['service:shop'] }));
    expect(claimed?.unseen.sentence).toBe('the alert maps to no one service (ambiguous service:shop: api, api-next), so no change can be tied to it.');
  });

  it('is what happened while a source was blind, and no change is said to be none then', () => {
    const blind = (instance: string, ...gaps: (readonly [string, string?])[]): CulpritEvent =>
      said('coverage', { source: 'kubernetes', instance, observedAt: at('10:01'), lastEventAt: at('09:30'), gaps: gaps.map(([from, to]) => ({ from, ...(to === undefined ? {} : { to }), reason: 'watch failed' })) });
    const told = (...events: CulpritEvent[]): (string | undefined)[] => {
      const [incident] = given(calls('front', 'db'), firing('a', 'f1', 'front', at('10:00'), { title: 'front fails' }), ...events);
      return [incident?.headline, incident?.unseen.sentence];
    };
    const none = 'front fails: no suspect, as no change is known in reach; ';
    expect(told()).toEqual(['front fails: no suspect, as no change is in reach', 'Every change in the window maps to a service.']);
    for (const [gap, said] of [
      [[at('09:40'), at('09:58')], 'kubernetes (eu) was blind from 09:40 to 09:58 UTC'], [[at('23:40', '2026-01-14'), at('00:10')], 'kubernetes (eu) was blind from 2026-01-14 23:40 to 00:10 UTC'],
      [[at('09:40')], 'kubernetes (eu) was blind from 09:40 UTC on'], [[at('09:40'), at('10:30')], 'kubernetes (eu) was blind from 09:40 UTC on'],
    ] as const) expect(told(blind('eu', gap))).toEqual([`${none}${said}`, `${said}.`]);
    expect(told(blind('eu', [at('08:00'), at('08:10')], [at('09:55')]))[1]).toBe('kubernetes (eu) was blind 2 times, for 15 minutes in all.');
    expect(told(...['a', 'b', 'c', 'd'].map((instance) => blind(instance, [at('09:55')])))[1]).toBe('kubernetes (a) was blind from 09:55 UTC on; kubernetes (b) was blind from 09:55 UTC on; 2 more sources were blind.');
    expect(told(change('c', undefined, at('09:50'), { entities: ['acme/x'] }), blind('eu', [at('09:55')]))[0]).toBe('front fails: no suspect, as no change that could be weighed is in reach');
  });

  it('is counted and said', () => {
    const [incident] = given(
      firing('a', 'f1', 'front', at('10:00')),
      change('c', undefined, at('09:00'), { entities: ['acme/unknown'] }),
      said('coverage', { source: 'launchdarkly', instance: 'acme', observedAt: at('10:00') }),
      said('coverage', { source: 'grafana', instance: 'taken away', observedAt: '2026-01-14T09:59:00.000Z' }),
      said('coverage', { source: 'kubernetes', instance: 'prod', observedAt: at('10:00'), lastEventAt: at('09:00'), gaps: [{ from: at('08:00'), to: at('08:10'), reason: 'API server away' }] }),
    );
    expect(incident?.unseen).toEqual({
      unmappedChanges: 1, withoutDependencies: ['front'], neverHeardFrom: ['launchdarkly'],
      sentence: '1 change in the window maps to no service; front has no known dependencies; launchdarkly has never sent anything; kubernetes (prod) was blind from 08:00 to 08:10 UTC.',
    });
    const [lately] = given(
      firing('a', 'f1', 'front', at('10:00')), calls('front', 'cart'),
      said('coverage', { source: 'launchdarkly', instance: 'acme', since: at('09:12'), observedAt: at('10:00') }),
      said('coverage', { source: 'github', instance: 'acme', since: at('09:12'), observedAt: at('10:00') }), said('coverage', { source: 'github', instance: 'other', since: '2026-01-01T09:12:00.000Z', observedAt: at('10:00') }),
      // told all that there was when it was asked
      said('coverage', { source: 'kubernetes', instance: 'prod', since: at('09:12'), lastReconciledAt: at('09:13'), observedAt: at('10:00') }),
    );
    expect([lately?.unseen.neverHeardFrom, lately?.unseen.sentence]).toEqual([['github', 'launchdarkly'], 'github has never sent anything; launchdarkly is connected since 09:12 UTC and has sent nothing yet.']);
    expect(incident?.blindSpots).toEqual([{ source: 'kubernetes', instance: 'prod', from: at('08:00'), to: at('08:10'), reason: 'API server away' }]);
  });
});
