import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconciled, type Reconciled } from '../../testing/reconciled.js';
import { vendorApi, type Answer, type Asked, type VendorApi } from '../../testing/vendor-api.js';
import { launchdarkly } from './index.js';

type Entry = Record<string, unknown> & { _id: string; date: number };
const NOW = '2026-01-15T12:00:00.000Z';
const SINCE = '2026-01-15T09:00:00.000Z';
const start = Date.parse('2026-01-15T10:00:00.000Z');
const names = ['flag-rollout', 'flag-rules-by-service-token', 'flag-archive', 'flag-tags', 'segment-targets', 'environment-update', 'project-create', 'member-update', 'approval-requested'];
/** As webhooks bring them, a second apart; the entry's id is its own. */
const entries = names.map((name, at) => {
  const { body } = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: Entry };
  return { ...body, _id: `65a4f1e2996990074352990${at}`, date: start + at * 1000, timestamp: undefined } as Entry;
});
/** The colour of an environment, tags, members and what is asked for are no changes. */
const taken = 5;

let api: VendorApi;
let rig: Reconciled;
let all: Entry[];
let links: boolean;
let answer: (asked: Asked) => Answer | undefined;

/** As the list shows an entry: without its versions. */
const summary = ({ previousVersion: _, currentVersion: __, ...rest }: Entry): Entry => rest as Entry;
const standard = ({ path, query, headers }: Asked): Answer | undefined => {
  if (headers.authorization !== 'a-token') return { status: 401, body: { code: 'unauthorized', message: 'Invalid account ID header' } };
  if (path !== '/api/v2/auditlog') {
    const found = all.find(({ _id }) => path === `/api/v2/auditlog/${_id}`);
    return found === undefined ? undefined : { body: found };
  }
  const [after, before, limit] = ['after', 'before', 'limit'].map((name) => Number(query.get(name))) as [number, number, number];
  const found = all.filter(({ date }) => date > after && date < before).sort((a, b) => b.date - a.date);
  const page = found.slice(0, limit);
  const next = `/api/v2/auditlog?after=${after}&before=${page.at(-1)?.date}&limit=${limit}`;
  return { body: { items: page.map(summary), _links: { self: { href: '/api/v2/auditlog' }, ...(links && found.length > limit ? { next: { href: next, type: 'application/json' } } : {}) } } };
};
const settings = (over: object = {}) => ({ api: api.url, ...over });
const many = (count: number): Entry[] => Array.from({ length: count }, (_, at) => ({ ...entries[0]!, _id: `many${at}`, date: start + at * 1000 }));

beforeEach(async () => {
  answer = standard;
  all = entries;
  links = true;
  api = await vendorApi((asked) => answer(asked));
  rig = await reconciled(launchdarkly, NOW);
});
afterEach(async () => {
  await rig.stop();
  await api.stop();
});

describe('what LaunchDarkly is asked for', () => {
  it('fills a gap with what the webhooks would have told, diffs among it', async () => {
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: taken, added: taken, unread: 0 });
    const found = await rig.changes();
    expect(new Set(found.map(({ detectedBy }) => detectedBy))).toEqual(new Set(['reconcile']));
    for (const entry of entries) await rig.webhook({}, entry);
    const told = (await rig.changes()).filter(({ detectedBy }) => detectedBy === 'live');
    const plain = (all: typeof found) => all.map((change) => ({ ...change, detectedBy: 'live' })).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(plain(found)).toEqual(plain(told));
    expect(found.find(({ occurredAt }) => occurredAt === '2026-01-15T10:00:00.000Z')?.diff[0]).toEqual({ path: 'on', before: false, after: true });
  });

  it('adds nothing to what the webhooks have brought', async () => {
    for (const entry of entries) await rig.webhook({}, entry);
    const before = await rig.changes();
    expect(await rig.round(settings(), SINCE)).toMatchObject({ found: taken, added: 0 });
    expect(await rig.changes()).toEqual(before);
  });

  it('shows whole only those entries whose versions are looked at', async () => {
    await rig.round(settings(), SINCE);
    const whole = api.asked.map(({ path }) => path).filter((path) => path !== '/api/v2/auditlog');
    expect(whole.sort()).toEqual([0, 1, 2, 4].map((at) => `/api/v2/auditlog/${entries[at]!._id}`));
  });

  it.each([['links', true], ['none', false]])('is asked page by page, with %s to the next', async (_how, given) => {
    links = given;
    all = many(45);
    expect(await rig.round(settings(), SINCE)).toMatchObject({ added: 45 });
    expect(api.asked.filter(({ path }) => path === '/api/v2/auditlog')).toHaveLength(3);
  });

  it('is of the resources that are named, and of the time since', async () => {
    await rig.round(settings({ spec: 'proj/shop:env/production:flag/*' }), '2026-01-15T10:05:03.000Z');
    expect(Object.fromEntries(api.asked[0]!.query)).toEqual({ after: String(start + 2_999), before: String(Date.parse(NOW) - 59_999), limit: '20', spec: 'proj/shop:env/production:flag/*' });
    const [first] = (await rig.changes()).map(({ occurredAt }) => occurredAt).sort();
    expect(first).toBe('2026-01-15T10:00:04.000Z');
  });

  it('stays where it is configured, wherever a link leads', async () => {
    all = many(25);
    answer = (asked) => {
      const said = standard(asked);
      const body = said?.body as { _links?: { next?: { href: string } } } | undefined;
      if (body?._links?.next) body._links.next.href = `http://127.0.0.1:1${body._links.next.href}`;
      return said;
    };
    expect(await rig.round(settings(), SINCE)).toMatchObject({ added: 25 });
  });

  it.each([
    ['a wrong token', (): Answer => ({ status: 401, body: { code: 'unauthorized' } }), /does not let the token see \/api\/v2\/auditlog \(401\)/],
    ['garbage', (): Answer => ({ body: '<html>' }), /answers no JSON/],
    ['another answer', (): Answer => ({ body: { items: [{ _id: '../flags', date: 1 }] } }), /something else than expected.*expected an id/],
    ['a server that fails', (): Answer => ({ status: 503 }), /answers 503/],
    ['a redirect', (): Answer => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), /not followed/],
    ['an entry that it does not show', (asked: Asked): Answer | undefined => (asked.path.endsWith('9900') ? { status: 404 } : standard(asked)), /answers 404/],
    ['one millisecond of more than it tells', (): Answer => ({ body: { items: many(20).map((entry) => summary({ ...entry, kind: 'member', date: start })) } }), /one millisecond/],
  ])('ends the round in words at %s', async (_what, said, words) => {
    answer = said;
    await expect(rig.round(settings(), SINCE)).rejects.toThrow(words);
    expect(await rig.changes()).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    let first = true;
    answer = (asked) => {
      if (!first) return standard(asked);
      first = false;
      return { status: 429, headers: { 'x-ratelimit-reset': String(Date.parse(NOW) + 4_000), 'retry-after': '4' } };
    };
    await rig.round(settings(), SINCE);
    expect(rig.waits).toEqual([4_000]);
  });
});
