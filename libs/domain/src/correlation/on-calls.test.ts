import { describe, expect, it } from '@jest/globals';
import { buildCatalog } from '../catalog/catalog.js';
import { buildGraph } from '../catalog/graph.js';
import type { Change } from '../events/change.js';
import type { CulpritEvent } from '../events/envelope.js';
import type { Incident } from '../events/incident.js';
import { at, calls, change, firing, resolved, said, testRules } from '../testing.js';
import { explain, servicesAround } from './explain.js';
import { createFold } from './fold.js';

const rules = { ...testRules, score: { ...testRules.score, seen: 0.5 } };
const judged = (...events: CulpritEvent[]) => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  return fold.incidents('production');
};
const members = (...events: CulpritEvent[]): string[][] => judged(...events).map(({ body }) => body.alerts.map((a) => a.id));
const onCall = (id: string, caller: string, service: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent => firing(id, `f-${id}`, service, at(clock), { caller, ...more });

describe('an alert on a call', () => {
  const checkout = firing('c', 'f1', 'checkout', at('10:00'));
  const pay = onCall('p', 'checkout', 'pay', '10:02');

  it('is one incident with what alerts of who made it, whichever was first, though nobody knows the call', () => {
    expect(members(checkout, firing('p', 'f2', 'pay', at('10:02')))).toEqual([['c'], ['p']]);
    expect(members(checkout, pay)).toEqual([['c', 'p']]);
    expect(members(onCall('p', 'checkout', 'pay', '09:58'), checkout)).toEqual([['p', 'c']]);
  });

  it('leads as far as any other call, from and to what is known', () => {
    const around = [calls('web', 'checkout'), calls('pay', 'bank'), calls('bank', 'core')];
    const web = firing('w', 'f3', 'web', at('10:00'));
    expect(members(...around, web, pay)).toEqual([['w', 'p']]);
    expect(members(...around, web, pay, firing('b', 'f4', 'core', at('10:03')))).toEqual([['w', 'p', 'b']]);
    expect(members(...around, web, onCall('b', 'pay', 'ledger', '10:03'))).toEqual([['w'], ['b']]);
  });

  it('makes one of two that had nothing to do with one another', () => {
    expect(members(checkout, firing('other', 'f2', 'pay', at('10:01')))).toEqual([['c'], ['other']]);
    expect(members(checkout, firing('other', 'f2', 'pay', at('10:01')), pay)).toEqual([['c', 'other', 'p']]);
  });

  it('tells nothing of other incidents', () => {
    const yesterday = [onCall('y', 'checkout', 'pay', '08:00'), resolved('y-end', 'f-y', at('08:10'))];
    expect(members(...yesterday, checkout, firing('p', 'f2', 'pay', at('10:02')))).toEqual([['y'], ['c'], ['p']]);
    expect(members(checkout, onCall('p', 'checkout', 'pay', '10:02', { environment: 'staging' }))).toEqual([['c']]);
  });

  it('knows who made it by its one name', () => {
    const named = said('service', { name: 'checkout', aliases: ['checkout-svc'] });
    const [incident] = judged(named, checkout, onCall('p', 'checkout-svc', 'pay', '10:02'));
    expect(incident?.body.alerts.map((a) => a.caller)).toEqual([undefined, 'checkout']);
  });
});

describe('what is suspected where an alert tells of a call', () => {
  const checkout = firing('c', 'f1', 'checkout', at('10:00'));
  const [deployed, victim] = [change('cause', 'pay', at('09:57')), change('victim', 'checkout', at('09:58'))];
  const reasonsOf = (incident: Pick<Incident, 'suspects'> | undefined, id: string) => incident?.suspects.find((s) => s.changeIds[0] === id)?.reasons.map((r) => r.sentence) ?? [];

  it('is what is called, and who calls it is explained by that', () => {
    const suspects = (...events: CulpritEvent[]) => judged(...events)[0]?.body;
    expect(suspects(checkout, deployed, victim)?.suspects.map((s) => s.changeIds[0])).toEqual(['victim']);
    const incident = suspects(checkout, onCall('p', 'checkout', 'pay', '10:01'), deployed, victim);
    expect(incident?.suspects.map((s) => s.changeIds[0])).toEqual(['cause', 'victim']);
    expect(reasonsOf(incident, 'cause')).toEqual(expect.arrayContaining(['checkout sees it: what alerts is the call from there to pay', 'it would explain both services that alert']));
    expect(reasonsOf(incident, 'victim')).toContain('pay, which checkout calls, alerts too: the cause is more likely there');
    expect(incident?.affected).toEqual(expect.arrayContaining([{ service: 'checkout', role: 'alerting', hops: 1 }]));
  });

  it('is at risk with who made the call, also where that does not alert', () => {
    expect(judged(onCall('p', 'checkout', 'pay', '10:01'), deployed)[0]?.body.affected).toEqual([{ service: 'pay', role: 'alerting', hops: 0 }, { service: 'checkout', role: 'at-risk', hops: 1 }]);
  });

  it('is told of what was not suspected too, by the calls of its own incident', () => {
    const far = change('far', 'checkout', at('09:58'));
    const [incident] = judged(onCall('p', 'checkout', 'pay', '10:01'), calls('web', 'checkout'), deployed);
    const catalog = buildCatalog([]);
    const graph = buildGraph([], catalog);
    if (incident === undefined) throw new Error('no incident');
    const why = explain({ incident: incident.body, change: far.event as Change, verdict: { ...incident.verdict, ranked: [] }, catalog, graph, rules });
    expect(why.reason).toBe('Not weighed: checkout had newer changes of the same sort before the incident opened, and only the newest is weighed where no known call leads.');
    expect(explain({ incident: { ...incident.body, alerts: [] }, change: far.event as Change, verdict: { ...incident.verdict, ranked: [] }, catalog, graph, rules }).reason).toBe('Not weighed: no known call leads from pay to checkout.');
    expect(servicesAround(incident.body, catalog, graph, rules)).toEqual(['checkout', 'pay']);
  });
});
