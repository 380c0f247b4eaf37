import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { envelope, type Incident } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import type { EventLog } from '@culprit/ports';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { anIncident } from './fixtures/incident.js';
import { held, type Held } from './fixtures/memory-store.js';
import { running } from './fixtures/running.js';
import { encodeCursor } from './live/cursor.js';
import { TOPIC } from './live/feed.js';
import { MAX_OPERATIONS } from './socket.js';

const DAY = 86_400_000;
let directory: string;
let now: number;
let log: EventLog;
let data: Held;
const ending: (() => unknown)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-query-api-'));
  now = Date.now();
  log = await openEmbeddedLog({ path: join(directory, 'log.db'), clock: { now: () => now } });
  data = held();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

const start = async (env: Record<string, string> = {}) => {
  const api = await running({ log, data, env, clock: { now: () => now } });
  ending.push(() => api.stop());
  return api;
};

const client = (url: string, connectionParams: Record<string, unknown> = {}): Client => {
  const opened = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
  ending.push(() => opened.dispose());
  return opened;
};

interface Item {
  readonly cursor: string;
  readonly what: readonly string[];
  readonly incident: { readonly id: string; readonly revision: number; readonly status: string; readonly suspects: readonly { readonly change: { readonly title: string } }[] };
}
interface Fault {
  readonly message: string;
  readonly extensions: Record<string, unknown>;
}
const QUERY = `subscription($filter: IncidentFilter, $on: [IncidentEvent!], $after: String) { incidentChanged(filter: $filter, on: $on, after: $after) {
  cursor what incident { id revision status suspects { change { title } } } } }`;

/** A subscription whose items are taken one by one. */
const subscribe = (to: Client, variables: Record<string, unknown> = {}) => {
  const items = to.iterate<{ incidentChanged: Item }>({ query: QUERY, variables });
  const take = async (): Promise<Item> => {
    const { value } = await items.next();
    if (value?.errors !== undefined) throw Object.assign(new Error(value.errors[0]?.message), { extensions: value.errors[0]?.extensions });
    return (value as { data: { incidentChanged: Item } }).data.incidentChanged;
  };
  return { take, items, fault: () => take().then(() => { throw new Error('it was answered'); }, (error: Fault) => error) };
};
const nameOf = ({ incident: { id, revision } }: Item): string => `${id}:${revision}`;

const append = async (...incidents: Incident[]): Promise<void> => {
  await log.append(incidents.map((incident) => ({ ...envelope({ kind: 'incident', event: incident }) })));
};
/** What the projector does: from here on it can be queried. */
const project = async (): Promise<void> => {
  data.positions = await log.ends(TOPIC.name);
};
const write = async (...incidents: Incident[]): Promise<void> => {
  await append(...incidents);
  await project();
};
const numbered = (revision: number, over: Partial<Incident> = {}): Incident => anIncident({ revision, what: revision === 1 ? ['opened'] : ['alerts-changed'], ...over });
/** Resolves when the subscription is open at the server: what is appended from here on is live. */
const opened = async (api: { url: string }, to: Client, variables: Record<string, unknown> = {}) => {
  const subscription = subscribe(to, { after: encodeCursor(TOPIC.name, await log.ends(TOPIC.name)), ...variables });
  return { ...subscription, api };
};

describe('incidentChanged over graphql-ws on a real log', () => {
  it('sends a revision when it can be queried, not before, with its suspects', async () => {
    const api = await start();
    const { items, take } = await opened(api, client(api.url));
    await append(numbered(1));
    const first = take();
    expect(await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits');
    await project();
    expect(await first).toMatchObject({ what: ['OPENED'], incident: { id: 'incident-1', status: 'OPEN', suspects: [{ change: { title: 'Deploy rest-api 2.4.1' } }] } });
    await items.return?.();
  });

  it('goes on from any cursor at another instance: each revision once, none missing, duplicates of zombies left out', async () => {
    const [one, other] = [await start(), await start()];
    const incidents = ['prod', 'stage', 'dev'].flatMap((environment) => Array.from({ length: 6 }, (_, i) => numbered(i + 1, { id: `in-${environment}`, environment })));
    const first = await opened(one, client(one.url));
    await write(...incidents.slice(0, 9));
    const seen: Item[] = [];
    for (let i = 0; i < 9; i += 1) seen.push(await first.take());
    await write(...incidents.slice(3, 7), ...incidents.slice(9));

    const all = incidents.map(({ id, revision }) => `${id}:${revision}`).sort();
    for (const at of [0, 4, 8]) {
      const rest = subscribe(client(other.url), { after: seen[at]?.cursor });
      const names = seen.slice(0, at + 1).map(nameOf);
      while (names.length < all.length) names.push(nameOf(await rest.take()));
      expect(names.sort()).toEqual(all);
      await rest.items.return?.();
    }
    // What comes now is next: nothing was left behind, nothing comes twice.
    const last = subscribe(client(other.url), { after: seen[8]?.cursor });
    for (let i = 9; i < all.length; i += 1) await last.take();
    await write(numbered(7, { id: 'in-prod', environment: 'prod' }));
    expect(nameOf(await last.take())).toBe('in-prod:7');
  });

  it('streamCursor misses nothing that comes while the list is read', async () => {
    const api = await start();
    await write(numbered(1));
    let between: (() => Promise<void>) | null = async () => write(numbered(2));
    data.before = async () => {
      const now_ = (data.asked.get('incidents') ?? 0) > 0 ? between : null;
      if (now_ === null) return;
      between = null;
      await now_();
    };
    const { data: answer, errors } = await api.ask('{ incidents { streamCursor nodes { id } } }');
    expect(errors).toBeUndefined();
    const { streamCursor } = (answer as unknown as { incidents: { streamCursor: string } }).incidents;
    await write(numbered(3));
    const { take } = subscribe(client(api.url), { after: streamCursor });
    expect([nameOf(await take()), nameOf(await take())]).toEqual(['incident-1:2', 'incident-1:3']);
  });

  it('a revision goes out if it or the one before it matches, from a cursor between the two as well', async () => {
    const api = await start();
    const live = await opened(api, client(api.url), { filter: { status: 'OPEN' } });
    await write(numbered(1), numbered(2, { status: 'resolved', what: ['resolved'] }), numbered(3, { status: 'resolved' }), numbered(4, { what: ['reopened'] }));
    const seen = [await live.take(), await live.take(), await live.take()];
    expect(seen.map(nameOf)).toEqual(['incident-1:1', 'incident-1:2', 'incident-1:4']);
    const again = subscribe(client((await start()).url), { filter: { status: 'OPEN' }, after: seen[0]?.cursor });
    expect([nameOf(await again.take()), nameOf(await again.take())]).toEqual(['incident-1:2', 'incident-1:4']);
  });

  it('a filter knows an environment by all its names', async () => {
    const api = await start();
    const { take } = await opened(api, client(api.url), { filter: { environment: 'PROD' } });
    await write(numbered(1, { environment: 'staging', id: 'elsewhere' }), numbered(1, { environment: 'production' }));
    expect(nameOf(await take())).toBe('incident-1:1');
  });

  it('`on` keeps those in which one of these happened', async () => {
    const api = await start();
    const { take } = await opened(api, client(api.url), { on: ['RESOLVED', 'SUSPECT_NAMED'] });
    await write(numbered(1), numbered(2, { what: ['alerts-changed', 'suspect-named'] }), numbered(3), numbered(4, { status: 'resolved', what: ['resolved'] }));
    expect([nameOf(await take()), nameOf(await take())]).toEqual(['incident-1:2', 'incident-1:4']);
  });

  it('an old cursor is told so, with the oldest valid one, which works', async () => {
    const api = await start();
    await write(numbered(1));
    const afterFirst = encodeCursor(TOPIC.name, await log.ends(TOPIC.name));
    await write(numbered(2));
    now += 8 * DAY; // The topic is whole for seven.
    await write(numbered(3));
    const { fault } = subscribe(client(api.url), { after: afterFirst });
    const { message, extensions } = await fault();
    expect(extensions['code']).toBe('CURSOR_EXPIRED');
    expect(message).toContain('older than what is kept');
    const { take } = subscribe(client(api.url), { after: extensions['oldestCursor'] });
    expect(nameOf(await take())).toBe('incident-1:3');
  });

  it('what is wrong with a subscription is said', async () => {
    const api = await start();
    const to = client(api.url);
    expect(await subscribe(to, { after: 'nonsense' }).fault()).toMatchObject({ message: 'after: not a cursor of this subscription: nonsense', extensions: { code: 'BAD_USER_INPUT' } });
    const refused = (query: string) => to.iterate({ query }).next().then(() => [], (errors: Fault[]) => errors.map(({ message }) => message));
    expect(await refused('subscription { incidentChanged { nothing } }')).toEqual([expect.stringContaining('Cannot query field "nothing"')]);
    expect(await refused('subscription { incidentChanged { incident { suspects { change { incidents { nodes { suspects { change { source { provider } } } } } } } } } }')).toEqual([expect.stringContaining('nested too deep: 9')]);
    expect(await refused(`subscription { incidentChanged { ${'cursor '.repeat(1001)} } }`)).toEqual([expect.stringContaining('1000 tokens')]);
  });

  it('a token is asked of sockets too, and a foreign page gets none', async () => {
    const api = await start({ QUERY_API_TOKEN: 'a-token-of-some-length' });
    await expect(client(api.url).iterate({ query: '{ __typename }' }).next()).rejects.toMatchObject({ code: 4403 });
    const { value } = await client(api.url, { authorization: 'Bearer a-token-of-some-length' }).iterate({ query: '{ __typename }' }).next();
    expect(value).toEqual({ data: { __typename: 'Query' } });
    const open = (origin: string) => new Promise<string>((resolve) => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
      socket.on('open', () => { socket.terminate(); resolve('open'); });
      socket.on('error', ({ message }) => resolve(message));
    });
    expect(await open('https://evil.example')).toContain('403');
    expect(await open(api.url)).toBe('open');
  });

  it('one socket has at most 50 operations at a time', async () => {
    const api = await start();
    const to = client(api.url);
    const all = await Promise.all(Array.from({ length: MAX_OPERATIONS }, () => opened(api, to)));
    await write(numbered(1));
    await Promise.all(all.map(({ take }) => take()));
    await expect(to.iterate({ query: QUERY }).next()).rejects.toMatchObject([{ message: 'more than 50 operations on one socket', extensions: { code: 'QUERY_TOO_LARGE' } }]);
    await all[0]?.items.return?.();
    expect((await to.iterate({ query: '{ __typename }' }).next()).value).toEqual({ data: { __typename: 'Query' } });
  });

  it('many subscribers come and go; stopping ends those that are left', async () => {
    const api = await start();
    const to = client(api.url);
    const all = await Promise.all(Array.from({ length: 30 }, () => opened(api, to)));
    await write(numbered(1));
    expect((await Promise.all(all.map(({ take }) => take()))).map(nameOf)).toEqual(Array.from({ length: 30 }, () => 'incident-1:1'));
    await Promise.all(all.slice(0, 29).map(({ items }) => items.return?.()));
    const left = all[29]?.items.next().then(() => 'an item', (closed: { code: number }) => closed.code);
    ending.pop(); // The client.
    await (ending.pop()?.() as Promise<void>);
    expect(await left).toBe(1001);
    await to.dispose();
  });
});
