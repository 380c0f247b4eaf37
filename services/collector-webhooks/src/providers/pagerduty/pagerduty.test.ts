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
    for (const type of ['incident.annotated', 'service.updated', 'constructor', '__proto__']) expect(say(type, '2026-01-15T10:00:00Z')).toMatchObject({ is: 'skip' });
  });
});
