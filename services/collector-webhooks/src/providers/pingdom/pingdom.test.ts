import { expect, it } from '@jest/globals';
import type { Alert } from '@culprit/domain';
import { normalize } from './normalize.js';

const change = { check_id: 803318, check_name: 'Checkout', check_type: 'HTTP', tags: ['service:checkout', 'env:prod', 'web'], previous_state: 'UP', current_state: 'DOWN', importance_level: 'HIGH', state_changed_timestamp: 1_768_471_200, description: 'HTTP Error 503', long_description: 'Service Unavailable' };
const say = (over: object = {}) => normalize({ headers: {}, body: { ...change, ...over }, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: undefined });
const alertOf = (over: object = {}): Alert => {
  const said = say(over);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return { environment: 'default', ...said.events[0].event } as Alert;
};

it('a check goes down and comes up under one fingerprint', () => {
  const [down, again, up] = [alertOf(), alertOf(), alertOf({ current_state: 'UP', previous_state: 'DOWN', state_changed_timestamp: 1_768_471_500, description: 'OK', long_description: 'OK' })];
  expect(again).toEqual(down);
  expect(down).toMatchObject({ status: 'firing', startsAt: '2026-01-15T10:00:00.000Z', class: 'availability', severity: 'high', environment: 'prod', entities: ['service:checkout', 'Checkout', 'pingdom:check/803318'], title: 'Checkout is down' });
  expect(up).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:05:00.000Z', fingerprint: down.fingerprint, title: 'Checkout is up' });
  expect(alertOf({ state_changed_timestamp: 1_768_478_400 })).toMatchObject({ fingerprint: down.fingerprint });
  expect(alertOf({ state_changed_timestamp: 1_768_478_400 }).id).not.toBe(down.id);
});

it('transaction checks fail and succeed; without a number the time in words counts', () => {
  expect(alertOf({ check_type: 'TRANSACTION', current_state: 'FAILING', check_params: {}, importance_level: 'LOW', state_changed_timestamp: undefined, state_changed_utc_time: '2026-01-15T10:00:00' })).toMatchObject({ status: 'firing', severity: 'low', startsAt: '2026-01-15T10:00:00.000Z' });
  expect(alertOf({ current_state: 'SUCCESS' }).status).toBe('resolved');
  expect(alertOf({ description: 'Timeout (> 30s)' }).class).toBe('latency');
});

it('another state is skipped', () => {
  for (const current_state of ['UNKNOWN', 'PAUSED', 'constructor']) expect(say({ current_state })).toMatchObject({ is: 'skip' });
});
