import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { normalize } from './normalize.js';
import { Settings } from './schema.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown) => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: Settings.parse({}) });
const alertOf = (body: unknown): Alert => {
  const said = say(body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return { environment: 'default', ...said.events[0].event } as Alert;
};
const NS = 1_768_471_200_000_000_110n;
const alert = { alertId: 'a-1', alias: 'checkout-errors', message: 'Errors of checkout', tags: ['service:checkout', 'env:prod', 'vip'], createdAt: 1_768_471_200_000, updatedAt: NS, priority: 3 };
const act = (action: string, over: object = {}) => alertOf({ action, alert: { ...alert, ...over } });
const later = (minutes: number) => ({ updatedAt: NS + BigInt(minutes) * 60_000_000_000n });

describe('an alert of Opsgenie', () => {
  it('is read from nanoseconds beyond what a number holds, also as text or rounded', () => {
    const created = act('Create');
    expect(created).toMatchObject({ fingerprint: 'opsgenie::checkout-errors', startsAt: '2026-01-15T10:00:00.000Z', updatedAt: '2026-01-15T10:00:00.000Z', severity: 'medium', class: 'errors', environment: 'prod', entities: ['service:checkout'] });
    expect(act('Create', { updatedAt: String(NS) })).toEqual(created);
    expect(act('Create', { updatedAt: Number(NS) })).toEqual(created);
  });

  it.each([[1, 'critical'], ['2', 'high'], ['P3', 'medium'], ['P5', 'info'], [null, 'medium']])('priority %s is %s', (priority, severity) => expect(act('Create', { priority }).severity).toBe(severity));

  it('goes from created over acknowledged to closed under one fingerprint, each a fact of its own', () => {
    const all = [act('Create'), act('Acknowledge', later(2)), act('UnAcknowledge', later(4)), act('Close', later(20))];
    expect(all.map(({ status }) => status)).toEqual(['firing', 'acknowledged', 'firing', 'resolved']);
    expect([new Set(all.map(({ id }) => id)).size, new Set(all.map(({ fingerprint }) => fingerprint)).size]).toEqual([4, 1]);
    expect([all[1]?.startsAt, all[2]?.startsAt, all[3]?.endsAt]).toEqual(['2026-01-15T10:00:00.000Z', '2026-01-15T10:04:00.000Z', '2026-01-15T10:20:00.000Z']);
  });

  it('whose priority changes is the same firing, told again', () => {
    const [created, raised] = [act('Create'), act('UpdatePriority', { ...later(5), priority: 'P1' })];
    expect(mergeAlert(created, raised)).toMatchObject({ id: created.id, severity: 'critical', startsAt: created.startsAt });
  });

  it('opened again under its alias is another firing of the same instance', () => {
    const again = act('Create', { alertId: 'a-2', createdAt: 1_768_474_800_000 });
    expect([again.fingerprint === act('Create').fingerprint, again.id === act('Create').id]).toEqual([true, false]);
  });

  it.each(['AddNote', 'AddTags', 'Escalate', 'AssignOwnership', 'TestAction', 'constructor'])('%s is skipped', (action) => expect(say({ action, alert: { alertId: 'a-1' } })).toMatchObject({ is: 'skip' }));
});

it('an incident has its own instance and its services', () => {
  const incident = { incidentId: 'i-1', message: 'Checkout down', priority: 'P1', impactedServices: ['695bce3d'], createdAt: '2026-01-15T10:00:00.346Z', updatedAt: '2026-01-15T10:00:00.346Z' };
  const [opened, resolved] = [alertOf({ action: 'incident.Create', incident }), alertOf({ action: 'Resolve', incident: { ...incident, updatedAt: '2026-01-15T10:20:00Z' } })];
  expect(opened).toMatchObject({ fingerprint: 'opsgenie::incident:i-1', severity: 'critical', entities: ['opsgenie:service/695bce3d'], startsAt: '2026-01-15T10:00:00.346Z' });
  expect(resolved).toMatchObject({ status: 'resolved', fingerprint: opened.fingerprint, endsAt: '2026-01-15T10:20:00.000Z' });
});
