import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { normalize } from './normalize.js';
import { verify } from './verify.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, vendor = '') => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: { vendor } });
const change = (body: unknown, vendor?: string): Change => {
  const said = say(body, vendor);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};
const fixture = (name: string): unknown => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: unknown }).body;

const update = (status: string, at: string, moved: readonly [string, string] = ['operational', 'operational']) =>
  ({ id: `${status}-${at}`, status, body: status, created_at: at, display_at: at, affected_components: [{ code: 'c1', name: 'API', old_status: moved[0], new_status: moved[1] }] });
const told = (status: string, updates: object[], more: object = {}) =>
  ({ page: { id: 'p1' }, incident: { id: 'i1', name: 'Errors', status, impact: 'major', created_at: '2026-01-15T10:00:00Z', incident_updates: updates, components: [{ id: 'c1', name: 'API', status: 'operational' }], ...more } });

describe('an incident', () => {
  const began = update('investigating', '2026-01-15T10:00:00Z', ['operational', 'partial_outage']);
  const worse = update('identified', '2026-01-15T10:05:00Z', ['partial_outage', 'major_outage']);
  const over = update('resolved', '2026-01-15T10:20:00Z', ['major_outage', 'operational']);
  const statements = [told('investigating', [began]), told('identified', [worse, began]), told('resolved', [over, worse, began], { resolved_at: '2026-01-15T10:20:00Z' })].map((body) => change(body));

  it('and all its updates are one change that began when it was created, in any order', () => {
    for (const order of [statements, [...statements].reverse()]) {
      const [first, ...rest] = order as [Change, ...Change[]];
      expect(rest.reduce(mergeChange, first)).toMatchObject({ phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.000Z', finishedAt: '2026-01-15T10:20:00.000Z', phases: [{ phase: 'started' }, { phase: 'started' }, { phase: 'succeeded' }] });
    }
    expect(new Set(statements.map(({ id }) => id)).size).toBe(1);
  });

  it('tells of each component what it was and the worst it came to, also when all is well again', () => {
    expect(statements.at(-1)?.diff).toEqual([{ path: 'components.API.status', before: 'operational', after: 'major_outage' }]);
  });

  it('of another page with the same id is another', () => {
    expect(change({ ...told('investigating', [began]), page: { id: 'p2' } }).id).not.toBe(statements[0]?.id);
  });
});

describe('a maintenance', () => {
  const times = { scheduled_for: '2026-01-15T10:10:00Z', scheduled_until: '2026-01-15T12:00:00Z', created_at: '2026-01-01T00:00:00Z' };
  const plan = update('scheduled', '2026-01-01T00:00:00Z');

  it('that has not begun is skipped, one whose time has come is a change even if nobody says so', () => {
    expect(say(told('scheduled', [plan], { ...times, scheduled_for: '2026-01-16T00:00:00Z' }))).toMatchObject({ is: 'skip', reason: expect.stringContaining('2026-01-16') });
    expect(change(told('scheduled', [plan], times))).toMatchObject({ phase: 'started', occurredAt: '2026-01-15T10:10:00.000Z' });
  });

  it('begins when somebody says that it did, if that is before the plan, and is one change with its end', () => {
    const running = update('in_progress', '2026-01-15T10:02:00Z');
    const started = change(told('in_progress', [running, plan], times));
    const done = change(told('completed', [update('completed', '2026-01-15T10:25:00Z'), running, plan], times));
    expect([started.occurredAt, done.occurredAt, done.id]).toEqual(['2026-01-15T10:02:00.000Z', '2026-01-15T10:02:00.000Z', started.id]);
    expect(mergeChange(started, done)).toMatchObject({ phase: 'succeeded', finishedAt: '2026-01-15T10:25:00.000Z', attributes: { maintenance: true } });
  });
});

it('keeps nothing of the address that would end the subscription', () => {
  for (const name of ['incident-created', 'incident-resolved', 'component-update']) expect(JSON.stringify(say(fixture(name)))).not.toContain('unsubscribe');
});

it('puts the vendor before a component that does not say whose it is', () => {
  const component = (name: string) => change({ page: { id: 'p1' }, component: { name }, component_update: { id: 'u1', new_status: 'major_outage', created_at: '2026-01-15T10:00:00Z' } }, 'Stripe').entities[0];
  expect([component('API'), component('Stripe Checkout')]).toEqual(['statuspage:component/Stripe API', 'statuspage:component/Stripe Checkout']);
});

it('accepts the token in the address, which is all that a subscription can carry', () => {
  const verified = verify(['token'], { settings: undefined, fetchText: () => Promise.reject(new Error('nothing is fetched')) });
  const request = { headers: {}, body: Buffer.from('{}'), now: 0 };
  expect([verified({ ...request, token: 'token' }), verified({ ...request, token: 'other' }), verified(request)]).toEqual([true, false, false]);
});
