import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { pagerduty } from './index.js';

interface Entry { id: string; type: string; created_at: string; agent?: object; incident: { id: string } }
interface Row { id: string; created_at: string; incident_number: number; service: { id: string }; first_trigger_log_entry: object; log_entries: Entry[] }
const rows = ['incident-4', 'incident-acknowledged'].map((name) => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'api', `${name}.json`), 'utf8')) as Row);
const incidents = rows.map(({ log_entries: _, ...incident }) => incident);
const resolved: Entry = { id: 'RESOLVED', type: 'resolve_log_entry', created_at: '2022-11-03T07:10:00.000000Z', incident: { ...rows[0]!.log_entries[0]!.incident } };
const newest = <T extends { created_at: string }>(all: T[]): T[] => [...all].sort((a, b) => (a.created_at > b.created_at ? -1 : 1));
const entries = newest([resolved, ...rows.flatMap(({ log_entries }) => log_entries)]);
const NOW = '2022-11-03T08:00:00.000Z';
const SINCE = '2022-11-03T06:00:00.000Z';

let api: VendorApi;
let rig: Reconciled;
let answer: (asked: Asked) => Answer | undefined;
let mostOf = 10_000;
const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'Token token=a-token' || headers.accept !== 'application/vnd.pagerduty+json;version=2') return { status: 401, body: { error: { code: 2006, message: 'You cannot access this resource' } } };
  const page = <T extends { created_at: string }>(field: string, all: readonly T[]): Answer => {
    const found = all.filter(({ created_at: at }) => Date.parse(at) >= Date.parse(query.get('since') ?? '') && Date.parse(at) <= Date.parse(query.get('until') ?? ''));
    const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
    if (offset + limit > mostOf) return { status: 400, body: { error: { message: 'Offset must be less than 10000' } } };
    return { body: { [field]: found.slice(offset, offset + limit), offset, limit, more: found.length > offset + limit, total: null } };
  };
  if (path === '/incidents') return page('incidents', newest(incidents));
  if (path === '/log_entries') return page('log_entries', entries);
  return undefined;
};
const settings = (over: object = {}) => ({ api: api.url, ...over });

/** The deliveries of all that happened, as version 3 tells it, some of it with milliseconds. */
const hooks = async (): Promise<void> => {
  const types: Readonly<Record<string, string>> = { acknowledge_log_entry: 'incident.acknowledged', resolve_log_entry: 'incident.resolved', trigger_log_entry: 'incident.triggered' };
  for (const { type, created_at, agent, incident } of entries) {
    const data = incidents.find(({ id }) => id === incident.id)!;
    if (types[type] !== undefined) await rig.webhook({}, { event: { id: 'e', event_type: types[type], occurred_at: created_at.replace('.000000', '.169'), agent, data: { ...data, number: data.incident_number } } });
  }
};

beforeEach(async () => {
  answer = standard;
  mostOf = 10_000;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(pagerduty, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what PagerDuty is asked for', () => {
  it('fills a gap: triggered, acknowledged, resolved', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ unread: 0, added: 7 });
    const found = await rig.alerts();
    expect(found.map(({ status, title, startsAt, updatedAt }) => [updatedAt, status, title, startsAt]).sort()).toEqual([
      ['2022-11-03T06:23:06.000Z', 'firing', 'Crash reported', '2022-11-03T06:23:06.000Z'],
      ['2022-11-03T06:23:07.000Z', 'acknowledged', 'Crash reported', '2022-11-03T06:23:06.000Z'],
      ['2022-11-03T06:34:25.000Z', 'acknowledged', 'Crash reported', '2022-11-03T06:23:06.000Z'],
      ['2022-11-03T06:34:53.000Z', 'acknowledged', 'Crash reported', '2022-11-03T06:23:06.000Z'],
      ['2022-11-03T06:44:28.000Z', 'firing', expect.any(String), '2022-11-03T06:44:28.000Z'],
      ['2022-11-03T06:44:37.000Z', 'acknowledged', expect.any(String), '2022-11-03T06:44:28.000Z'],
      ['2022-11-03T07:10:00.000Z', 'resolved', 'Crash reported', undefined],
    ]);
    expect(found[0]?.entities).toEqual(['DevService', 'pagerduty:service/PIKL83L']);
  });

  it('adds nothing to what the webhooks have brought', async () => {
    await hooks();
    const before = await rig.alerts();
    expect(before).toHaveLength(7);
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: 7, added: 0 });
    expect(await rig.alerts()).toEqual(before);
  });

  it('tells what followed of an incident that began before', async () => {
    await rig.round(settings(), '2022-11-03T07:05:00.000Z');
    expect(await rig.alerts()).toMatchObject([{ status: 'resolved', title: 'Crash reported', endsAt: '2022-11-03T07:10:00.000Z' }]);
    const known = (await rig.alerts())[0]?.fingerprint;
    await hooks();
    expect((await rig.alerts()).filter(({ fingerprint }) => fingerprint === known)).toHaveLength(6);
  });

  it('is of the services that are named', async () => {
    answer = (asked) => (asked.path === '/incidents' ? { body: { incidents: [], more: false } } : standard(asked));
    expect(await rig.round(settings({ services: ['POTHER'] }), SINCE)).toMatchObject({ found: 0 });
    expect(api.asked[0]?.query.getAll('service_ids[]')).toEqual(['POTHER']);
  });

  it('goes on behind the furthest that a list reaches', async () => {
    const first = [...entries.slice(0, 1), ...Array.from({ length: 10_050 }, (_, at) => ({ ...entries[1]!, type: 'notify_log_entry', created_at: new Date(Date.parse('2022-11-03T07:09:59Z') - Math.floor(at / 10) * 1000).toISOString() })), ...entries];
    answer = (asked) => {
      if (asked.path !== '/log_entries') return standard(asked);
      const { query } = asked;
      const found = newest(first).filter(({ created_at: at }) => Date.parse(at) <= Date.parse(query.get('until') ?? ''));
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      return offset + limit > mostOf ? { status: 400 } : { body: { log_entries: found.slice(offset, offset + limit), more: found.length > offset + limit } };
    };
    expect(await rig.round(settings(), SINCE)).toMatchObject({ added: 7 });
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: { error: { code: 2006 } } }), /does not let the token see \/incidents \(401\)/],
    ['garbage', (): Answer => ({ body: 'Bad Gateway' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { incidents: [{ id: 'P1' }] } }), /something else than expected.*created_at/],
    ['a server that fails', (): Answer => ({ status: 500 }), /answers 500/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.alerts()).toEqual([]);
  });

  it('waits until the rate limit is whole again', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'ratelimit-reset': '30', 'ratelimit-remaining': '0' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([30_000]);
  });
});
