import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { normalize } from './normalize.js';

const data = { id: 'PT4KHLK', html_url: 'https://acme.eu.pagerduty.com/incidents/PT4KHLK', title: 'Checkout is slow', status: 'triggered', created_at: '2026-01-15T10:00:00Z', urgency: 'low', service: { id: 'PIJ90N7', summary: 'Checkout (prod)' } };
const say = (type: string, at: string, over: object = {}) =>
  normalize({ headers: {}, body: { event: { id: 'e', event_type: type, occurred_at: at, data: { ...data, ...over } } }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: undefined });
const alert = (...said: Parameters<typeof say>): Alert => {
  const normalized = say(...said);
  if (normalized.is !== 'ok' || normalized.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(normalized));
  return { ...normalized.events[0].event, environment: 'default' };
};
const triggered = alert('incident.triggered', '2026-01-15T10:00:02Z');

describe('an incident of PagerDuty', () => {
  it('is one alerting instance with the name of its service', () => {
    expect(triggered).toMatchObject({ fingerprint: 'pagerduty:acme:PT4KHLK', class: 'latency', severity: 'low', startsAt: '2026-01-15T10:00:00.000Z', entities: ['Checkout (prod)', 'pagerduty:service/PIJ90N7'] });
  });

  it('whose priority changes is the same firing, told again', () => {
    const raised = alert('incident.priority_updated', '2026-01-15T10:05:00Z', { priority: { summary: 'P1' } });
    expect(mergeAlert(raised, triggered)).toMatchObject({ id: triggered.id, severity: 'critical', startsAt: triggered.startsAt });
    expect(say('incident.priority_updated', '2026-01-15T10:05:00Z', { created_at: null })).toMatchObject({ is: 'skip' });
  });

  it('that is acknowledged, ended and opened again keeps its instance, each a fact of its own', () => {
    const all = [triggered, alert('incident.acknowledged', '2026-01-15T10:02:00Z'), alert('incident.resolved', '2026-01-15T10:20:00Z'), alert('incident.reopened', '2026-01-15T10:40:00Z')];
    expect(all.map(({ status }) => status)).toEqual(['firing', 'acknowledged', 'resolved', 'firing']);
    expect([new Set(all.map(({ id }) => id)).size, new Set(all.map(({ fingerprint }) => fingerprint)).size]).toEqual([4, 1]);
    expect([all[2]?.endsAt, all[3]?.startsAt]).toEqual(['2026-01-15T10:20:00.000Z', '2026-01-15T10:40:00.000Z']);
  });

  it('that says nothing of an alert is left alone', () => {
    for (const type of ['incident.annotated', 'incident.conference_bridge.updated', 'incident.responder.replied', 'incident.workflow.completed', 'service.updated', 'constructor', '__proto__']) expect(say(type, '2026-01-15T10:00:00Z')).toMatchObject({ is: 'skip' });
  });
});

it('keeps what leads back to the monitor behind it', () => {
  const event = { id: 'e', event_type: 'incident.triggered', occurred_at: '2026-01-15T10:00:02Z', data: { ...data, incident_key: 'datadog:monitor:148275310' }, client: { name: 'Datadog', url: 'https://app.datadoghq.com/monitors/148275310' },
    agent: { id: 'PINT', type: 'events_api_v2_inbound_integration_reference', summary: 'Datadog', html_url: 'https://acme.pagerduty.com/services/PIJ90N7/integrations/PINT' } };
  const said = normalize({ headers: {}, body: { event }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: undefined });
  expect(said).toMatchObject({ events: [{ event: {
    labels: { incidentKey: 'datadog:monitor:148275310', client: 'Datadog', clientUrl: 'https://app.datadoghq.com/monitors/148275310', integration: 'Datadog' },
    links: [{ title: 'PagerDuty' }, { title: 'Datadog', url: 'https://app.datadoghq.com/monitors/148275310' }, { title: 'Integration' }],
  } }] });
});

it('priorities of an account\'s own are severities', () => {
  expect(['P2', 'SEV-1', 'P3 - Moderate', 'Urgent', 'Rocket'].map((summary) => alert('incident.triggered', '2026-01-15T10:00:02Z', { priority: { summary } }).severity)).toEqual(['high', 'critical', 'medium', 'high', 'low']);
});

describe('versions 1 and 2', () => {
  const older = (messages: object[]) => normalize({ headers: {}, body: { messages }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: undefined });
  const { created_at, title, ...rest } = data;

  it('tell the same facts', () => {
    const two = older([{ event: 'incident.trigger', created_on: '2026-01-15T10:00:02Z', incident: { ...rest, created_at, title, alerts: [{ alert_key: 'c24117fc' }] } }]);
    const one = older([{ type: 'incident.trigger', created_on: '2026-01-15T10:00:02Z', data: { incident: { ...rest, created_on: created_at, trigger_summary_data: { subject: title } } } }]);
    for (const said of [one, two]) expect(said).toMatchObject({ events: [{ event: { id: triggered.id, fingerprint: triggered.fingerprint, title, startsAt: triggered.startsAt } }] });
    expect(two).toMatchObject({ events: [{ event: { labels: { alertKeys: 'c24117fc' } } }] });
  });

  it('are skipped where they say nothing of an alert', () => {
    expect(older([{ event: 'incident.assign', created_on: '2026-01-15T10:00:02Z', incident: rest }])).toEqual({ is: 'skip', reason: 'event incident.assign is not one we take' });
  });
});
