import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { acceptEvent, createFold, shippedEnvironments } from '@culprit/domain';
import { testRules } from '@culprit/domain/testing';
import { interpret, plainSettings } from '../delivery/interpret.js';
import { providers } from './index.js';

// What a monitor tells us itself and a pager hands on: as each of them writes the key of the group.

const RECEIVED = '2026-01-15T10:30:00.000Z';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const told = async (name: string, body: unknown) => {
  const provider = providers.find((each) => each.name === name);
  if (provider === undefined) throw new Error(`no provider ${name}`);
  const meaning = await interpret(provider, { headers: {}, body: Buffer.from(JSON.stringify(body)) }, { environments: shippedEnvironments, endpoint: 'production' }, RECEIVED, plainSettings(provider));
  return (meaning as unknown as { events: { kind: 'alert'; event: Record<string, unknown> }[] }).events;
};
const folded = async (...bodies: readonly (readonly [string, unknown])[]) => {
  const fold = createFold(testRules);
  for (const [name, body] of bodies) {
    for (const { kind, event } of await told(name, body)) {
      const accepted = acceptEvent(kind, event, RECEIVED);
      if (!accepted.ok) throw new Error(accepted.error);
      fold.add({ kind, event: accepted.event } as Parameters<typeof fold.add>[0]);
    }
  }
  return fold.environments().flatMap((environment) => fold.incidents(environment)).map(({ body }) => body);
};

const KEY = '{}:{alertname="CheckoutErrors"}';
const entry = (instance: string) => ({
  status: 'firing', labels: { alertname: 'CheckoutErrors', service: 'checkout', severity: 'critical', instance }, annotations: { summary: 'Errors of checkout' },
  startsAt: '2026-01-15T10:00:00Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://prometheus:9090/graph?g0.expr=x', fingerprint: sha256(instance).slice(0, 16),
});
const alertmanager = (groupKey: string, ...instances: string[]) =>
  ['alertmanager', { version: '4', groupKey, truncatedAlerts: 0, status: 'firing', receiver: 'culprit', groupLabels: { alertname: 'CheckoutErrors' }, commonLabels: {}, commonAnnotations: {}, externalURL: 'http://alertmanager:9093', alerts: instances.map(entry) }] as const;
const grafana = (groupKey: string) =>
  ['grafana', { receiver: 'culprit', status: 'firing', orgId: 1, version: '1', groupKey, truncatedAlerts: 0, state: 'alerting', title: '[FIRING:1]', message: '', externalURL: 'https://grafana.example/', groupLabels: {}, commonLabels: {}, commonAnnotations: {}, alerts: [{ ...entry('a'), values: { A: 1 }, generatorURL: 'https://grafana.example/alerting/grafana/abc/view' }] }] as const;
const pagerduty = (incidentKey: string) =>
  ['pagerduty', { event: { id: 'e', event_type: 'incident.triggered', resource_type: 'incident', occurred_at: '2026-01-15T10:00:32Z', agent: null, client: { name: 'Alertmanager' }, data: {
    id: 'PINC', type: 'incident', self: 'https://api.pagerduty.com/incidents/PINC', html_url: 'https://acme.pagerduty.com/incidents/PINC', number: 7, status: 'triggered', incident_key: incidentKey,
    created_at: '2026-01-15T10:00:32Z', title: '[FIRING:1] CheckoutErrors', service: { id: 'P1', summary: 'Platform', type: 'service_reference' }, urgency: 'high', priority: null, assignees: [], teams: [],
  } } }] as const;
const opsgenie = (alias: string) =>
  ['opsgenie', { action: 'Create', alert: { alertId: 'o-1', alias, message: '[Alertmanager] CheckoutErrors', tags: [], createdAt: Date.parse('2026-01-15T10:00:33Z'), updatedAt: `${Date.parse('2026-01-15T10:00:33Z')}000000`, priority: 'P1' } }] as const;

describe.each([['PagerDuty', pagerduty], ['Opsgenie', opsgenie]] as const)('an alert that comes by %s too', (_, pager) => {
  const sources = async (...bodies: readonly (readonly [string, unknown])[]) => (await folded(...bodies)).map(({ alerts }) => alerts.map((a) => (a.sources ?? [a]).map(({ source }) => source.provider)));
  const name = pager(KEY)[0];

  it('is one alert with two sources, of Alertmanager', async () => {
    expect(await sources(alertmanager(KEY, 'a'), pager(sha256(KEY)))).toEqual([[['alertmanager', name]]]);
  });

  it('and of Grafana', async () => {
    expect(await sources(grafana(KEY), pager(sha256(KEY)))).toEqual([[['grafana', name]]]);
  });

  it('also where we are told by a route of our own and the pager by the first', async () => {
    expect(await sources(alertmanager('{}/{}:{alertname="CheckoutErrors"}', 'a'), pager(sha256(KEY)))).toEqual([[['alertmanager', name]]]);
  });

  it('is another where it is another group', async () => {
    expect((await sources(alertmanager(KEY, 'a'), pager(sha256('{}:{alertname="DiskFull"}')))).flat()).toHaveLength(2);
  });

  it('is one of those of a group, which stay as many as they are', async () => {
    const all = await sources(alertmanager(KEY, 'a', 'b', 'c'), pager(sha256(KEY)));
    expect(all.flat().map((of) => of.length).sort()).toEqual([1, 1, 2]);
  });
});
