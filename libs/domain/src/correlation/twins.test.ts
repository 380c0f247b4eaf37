import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { incidentId } from '../events/ids.js';
import type { Incident } from '../events/incident.js';
import { at, change, firing, resolved, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const monitor = { provider: 'datadog', instance: 'acme', url: 'https://app.datadoghq.com/monitors/148275309?from_ts=1' };
const datadog = (id: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent => firing(id, 'datadog:1', 'cart', at(clock), { source: monitor, labels: { aggregKey: '9bd4ac313a4d1e8f' }, ...more });
const pager = (id: string, incident: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent =>
  firing(id, `pagerduty:${incident}`, undefined, at(clock), { class: 'other', entities: ['nobody/knows'], severity: 'critical', source: { provider: 'pagerduty', instance: 'acme' }, labels: { incidentKey: '9bd4ac313a4d1e8f' }, ...more });

const folded = (events: readonly CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  return fold.incidents('production').map(({ body }) => body);
};
/** Both orders give the same, so one is enough to look at. */
const given = (...events: CulpritEvent[]) => {
  const found = folded(events);
  expect(folded([...events].reverse())).toEqual(found);
  return found;
};

describe('an alert that carries the key of another', () => {
  it('is one alert with two sources, of the service that either names', () => {
    const [incident, ...others] = given(datadog('d', '10:00'), pager('p', 'A', '10:01'));
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ services: ['cart'], alertCount: 1, severity: 'critical', alerts: [{ id: 'd', class: 'errors', service: 'cart' }] });
    expect(incident?.alerts[0]?.sources?.map(({ id, source }) => [id, source.provider])).toEqual([['d', 'datadog'], ['p', 'pagerduty']]);
  });

  it('is so also when it came first, and then names the incident', () => {
    const [incident] = given(datadog('d', '10:01'), pager('p', 'A', '10:00'));
    expect(incident).toMatchObject({ id: incidentId('p'), openedAt: at('10:00'), services: ['cart'], alertCount: 1, alerts: [{ id: 'p', class: 'errors', service: 'cart' }] });
  });

  it('fires while either fires', () => {
    const [open] = given(datadog('d', '10:00'), pager('p', 'A', '10:01'), resolved('r', 'datadog:1', at('10:20'), { source: monitor }));
    expect(open).toMatchObject({ status: 'open', alerts: [{ status: 'firing', sources: [{ status: 'resolved', endsAt: at('10:20') }, { status: 'firing' }] }] });
    const [over] = given(datadog('d', '10:00'), pager('p', 'A', '10:01'), resolved('r', 'datadog:1', at('10:20')), resolved('q', 'pagerduty:A', at('10:30')));
    expect(over).toMatchObject({ status: 'resolved', resolvedAt: at('10:30'), alerts: [{ status: 'resolved', endsAt: at('10:30') }] });
  });

  it('counts once for a change: its reasons are those of one alert', () => {
    const deploy = change('c', 'cart', at('09:55'));
    const [one] = given(deploy, datadog('d', '10:00'));
    const [two] = given(deploy, datadog('d', '10:00'), pager('p', 'A', '10:01'));
    expect(two?.suspects[0]?.reasons).toEqual(one?.suspects[0]?.reasons);
    expect(two?.noChangeProbability).toBe(one?.noChangeProbability);
  });

  it('fires as often as the source that tells it most often: who came new knows nothing of before', () => {
    const before = [datadog('old', '08:00'), resolved('end', 'datadog:1', at('08:10'), { source: monitor })];
    const habit = (...events: CulpritEvent[]) => given(...before, ...events, change('c', 'cart', at('09:55')), datadog('d', '10:00')).find(({ openedAt }) => openedAt >= at('09:59'))?.suspects[0]?.reasons.find(({ signal }) => signal === 'habit');
    expect(habit()?.sentence).toMatch(/had fired once/);
    expect(habit(pager('p', 'A', '10:01'))).toEqual(habit());
    expect(habit(pager('p', 'A', '09:59'))).toEqual(habit());
  });

  it('is another once it begins more than a day later, when the incident takes nothing but its own', () => {
    const next = (clock: string): CulpritEvent => firing('p', 'pagerduty:A', undefined, at(clock, '2026-01-16'), { source: { provider: 'pagerduty', instance: 'acme' }, entities: ['nobody/knows'], labels: { incidentKey: '9bd4ac313a4d1e8f' } });
    expect(given(datadog('d', '10:00'), next('10:00'))).toMatchObject([{ alertCount: 1 }]);
    expect(given(datadog('d', '10:00'), next('10:00:01'))).toMatchObject([{ alertCount: 1 }, { alertCount: 1 }]);
  });

  it('is told by the address of the monitor as well, whatever times stand behind it', () => {
    const linked = pager('p', 'A', '10:01', { labels: { clientUrl: 'https://app.datadoghq.com/monitors#148275309?to_ts=9' } });
    expect(given(datadog('d', '10:00'), linked)).toMatchObject([{ alertCount: 1 }]);
  });

  it('and several may hand it on, or one of them twice', () => {
    const desk = firing('o', 'opsgenie:1', undefined, at('10:02'), { entities: ['nobody'], source: { provider: 'opsgenie' }, labels: { alias: '9bd4ac313a4d1e8f' } });
    const again = [resolved('q', 'pagerduty:A', at('10:10')), pager('p2', 'B', '10:40')];
    const [incident, ...others] = given(datadog('d', '10:00'), pager('p', 'A', '10:01'), desk, ...again);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ alertCount: 1 });
    expect(incident?.alerts[0]?.sources?.map(({ id }) => id)).toEqual(['d', 'p', 'o', 'p2']);
  });

  it('also where the first was just over when the second came, as what fires again is', () => {
    const over = [datadog('d', '10:00'), resolved('r', 'datadog:1', at('10:05'))];
    expect(given(...over, pager('p', 'A', '10:14:59'))).toMatchObject([{ alertCount: 1, services: ['cart'] }]);
    expect(given(...over, pager('p', 'A', '10:15'))).toMatchObject([{ services: ['cart'] }, { services: [] }]);
  });
});

describe('a fingerprint that fires again', () => {
  it('is known by what it carries then, whatever it carried before', () => {
    const before = [firing('old', 'datadog:1', 'cart', at('08:00'), { source: { provider: 'datadog', instance: 'acme' } }), resolved('end', 'datadog:1', at('08:10'))];
    expect(given(...before, datadog('d', '10:00'), pager('p', 'A', '10:01'))).toMatchObject([{ alerts: [{ id: 'old' }] }, { alertCount: 1, alerts: [{ id: 'd', sources: [{ id: 'd' }, { id: 'p' }] }] }]);
  });
});

describe('two alerts stay two', () => {
  it('where one source tells them apart, though a third carries what they share', () => {
    const pod = (id: string, clock: string): CulpritEvent => firing(id, `am:${id}`, 'cart', at(clock), { source: { provider: 'alertmanager' }, labels: { groupKeyHash: 'abc123' } });
    const [incident] = given(pod('a', '10:00'), pod('b', '10:03'), pager('p', 'A', '10:01', { labels: { incidentKey: 'abc123' } }));
    expect(incident).toMatchObject({ alertCount: 2, alerts: [{ id: 'a', sources: [{ id: 'a' }, { id: 'p' }] }, { id: 'b' }] });
  });

  it('where one was long over when the other began', () => {
    expect(given(datadog('d', '10:00'), resolved('r', 'datadog:1', at('10:05')), pager('p', 'A', '10:20'))).toMatchObject([{ alertCount: 1 }, { alertCount: 1, services: [] }]);
  });

  it('where they share no more than a runbook', () => {
    const links = [{ title: 'Runbook', url: 'https://wiki.example/runbooks/12345' }];
    const other = firing('g', 'grafana:1', 'cart', at('10:01'), { source: { provider: 'grafana', url: 'https://wiki.example/runbooks/12345' }, links });
    expect(given(datadog('d', '10:00', { links }), other)).toMatchObject([{ alertCount: 2 }]);
  });
});

describe('an address or a word that many have', () => {
  const monitor = (part: string): string => `https://app.datadoghq.com/monitors/148275310${part}`;
  const web = (more: Record<string, unknown> = {}): CulpritEvent => firing('w', 'datadog:web', 'web', at('10:00'), { source: { provider: 'datadog', url: monitor('') }, ...more });
  const page = (clock: string, more: Record<string, unknown> = {}): CulpritEvent =>
    firing('p', 'pagerduty:A', undefined, at(clock), { entities: ['nobody/knows'], source: { provider: 'pagerduty' }, links: [{ title: 'Monitor', url: monitor('?from_ts=2') }], ...more });
  const alertsIn = (...events: CulpritEvent[]): number => given(...events).reduce((sum, { alertCount }) => sum + alertCount, 0);

  it('makes one of two that begin close together, while the first fires', () => {
    expect(alertsIn(web(), page('10:05'))).toBe(1);
    expect(alertsIn(web(), page('10:11'))).toBe(2);
    expect(alertsIn(web(), resolved('r', 'datadog:web', at('10:02')), page('10:05'))).toBe(2);
    // as far as clocks agree on what was first
    expect(['10:04', '10:04:01'].map((clock) => alertsIn(web(), resolved('r', 'datadog:web', at('10:02')), page(clock)))).toEqual([1, 2]);
    // as slow as may be, where both say that it is the same service
    expect(alertsIn(web(), page('11:00', { service: 'web' }))).toBe(1);
  });

  it('makes none of two whose senders name different services or clusters, not through a third either', () => {
    expect(alertsIn(web(), page('10:01', { service: 'pay' }))).toBe(2);
    expect(alertsIn(web({ cluster: 'a' }), page('10:01', { cluster: 'b' }))).toBe(2);
    const word = { labels: { alias: 'WebDown' } };
    const inCluster = (name: string): CulpritEvent => firing(name, `am-${name}`, 'web', at('10:00'), { source: { provider: 'alertmanager', instance: name }, cluster: name, ...word });
    expect(alertsIn(inCluster('a'), inCluster('b'), page('10:01', { links: [], ...word }))).toBe(2);
    expect(alertsIn(web({ labels: { aggregation_key: 'errors' } }), page('10:01', { service: 'pay', links: [], labels: { aggregation_key: 'errors' } }))).toBe(2);
  });

  it('as little where the word has a date in it', () => {
    const dated = { labels: { aggregation_key: 'errors-20260115' } };
    expect(alertsIn(web(dated), page('10:01', { service: 'pay', links: [], ...dated }))).toBe(2);
  });

  it('makes none of two groups of one monitor', () => {
    const group = (name: string): string => monitor(`?group=service%3A${name}&from_ts=1`);
    const [first, second] = [web({ source: { provider: 'datadog', url: group('web') } }), page('10:01', { links: [{ title: 'Monitor', url: group('pay') }] })];
    expect(alertsIn(first, second)).toBe(2);
    expect(alertsIn(first, page('10:01', { links: [{ title: 'Monitor', url: group('web') }] }))).toBe(1);
    expect(alertsIn(first, page('10:01'))).toBe(1);
  });

  it('makes one of two also where many groups of the monitor began between them', () => {
    const group = (name: string): string => monitor(`?group=service%3A${name}&from_ts=1`);
    const groups = Array.from({ length: 30 }, (_, i) => `s${i}`);
    const each = groups.map((name, i) => firing(name, `datadog:${name}`, name, at(`10:00:${String(i).padStart(2, '0')}`), { source: { provider: 'datadog', url: group(name) } }));
    expect(alertsIn(...each, page('10:02', { links: [{ title: 'Monitor', url: group('s0') }] }))).toBe(groups.length);
  });

  it('makes none of two that only lead to one dashboard', () => {
    const board = 'https://grafana.example/d/abc123/overview';
    expect(alertsIn(web({ source: { provider: 'grafana', url: board } }), page('10:01', { links: [{ title: 'Overview', url: board }] }))).toBe(2);
  });

  it('is no match for the key of the alert itself, however they call its service, or how late', () => {
    expect(alertsIn(web(), page('11:00', { service: 'team-pay', links: [], labels: { dedup_key: 'datadog:web' } }))).toBe(1);
    // of two that it could be, the one whose key it carries, though the other began nearer
    const other = firing('o', 'datadog:other', 'cart', at('10:04'), { source: { provider: 'datadog', url: monitor('') } });
    const [first] = given(web(), other, page('10:05', { labels: { dedup_key: 'datadog:web' } }));
    expect(first?.alerts.map(({ id, sources }) => [id, sources?.map((s) => s.id)])).toEqual([['w', ['w', 'p']]]);
  });
});

describe('taken over as published', () => {
  it('both sources stay one, and the end of either is heard', () => {
    const [body] = folded([datadog('d', '10:00'), pager('p', 'A', '10:01')]);
    const published = { ...body, revision: 1, what: ['opened'], asOf: at('10:01') } as Incident;
    const fold = createFold(testRules);
    fold.adopt(published);
    fold.add(resolved('r', 'datadog:1', at('11:00')));
    expect(fold.incidents('production').map((i) => i.body)).toMatchObject([{ id: body?.id, status: 'open', alertCount: 1, alerts: [{ sources: [{ status: 'resolved' }, { status: 'firing' }] }] }]);
    fold.add(resolved('q', 'pagerduty:A', at('11:30')));
    expect(fold.incidents('production').map((i) => i.body)).toMatchObject([{ id: body?.id, status: 'resolved', resolvedAt: at('11:30'), alertCount: 1 }]);
  });

  it('also where only one of them is read again', () => {
    const [body] = folded([datadog('d', '10:00'), pager('p', 'A', '10:01')]);
    const fold = createFold(testRules);
    fold.adopt({ ...body, revision: 1, what: ['opened'], asOf: at('10:01') } as Incident);
    fold.add(said('alert', { ...pager('p', 'A', '10:01').event }));
    expect(fold.incidents('production').map((i) => i.body)).toMatchObject([{ id: body?.id, alertCount: 1, alerts: [{ id: 'd', sources: [{ id: 'd' }, { id: 'p' }] }] }]);
  });

  it('what ended by itself is not begun again by who acknowledges it', () => {
    const silent = firing('d', 'datadog:1', 'cart', at('10:00'), { expiresAfter: 'PT20M' });
    const heard = said('coverage', { source: 'datadog', instance: 'acme', observedAt: at('11:00') });
    const acknowledged = said('alert', { id: 'k', fingerprint: 'datadog:1', status: 'acknowledged', environment: 'production', startsAt: at('10:50'), updatedAt: at('10:50') });
    const [body] = folded([silent, heard]);
    expect(body).toMatchObject({ status: 'resolved', resolvedAt: at('10:20'), alerts: [{ endsAt: at('10:20'), lapsed: true }] });
    const fold = createFold(testRules);
    fold.adopt({ ...body, revision: 1, what: ['opened'], asOf: at('11:00') } as Incident);
    for (const event of [heard, acknowledged]) fold.add(event);
    expect(fold.incidents('production').map((i) => i.body)).toEqual([body]);
    expect(folded([silent, heard, acknowledged])).toEqual([body]);
  });
});
