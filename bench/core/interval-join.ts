import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { type CulpritEvent, type Rules, buildCatalog, buildGraph } from '@culprit/domain';
import { reach } from '@culprit/domain/testing';
import { createChdbConnection } from 'chdb/connection';
import { type Opened, kindClass } from './fold.ts';

/** For each incident the newest changes of each class of kinds of every service around it, in the lookback before it opened, or so long as the rules say where no call leads there: what the core weighs. */
const QUERY = `
SELECT count() AS pairs FROM (
  SELECT row_number() OVER (PARTITION BY i.id, c.service, c.class ORDER BY c.at DESC, c.id DESC) AS place, r.newest AS newest
  FROM bench_incidents AS i
  INNER JOIN bench_reach AS r ON r.incident = i.id
  INNER JOIN bench_changes AS c ON c.service = r.reached
  WHERE c.at <= i.at + INTERVAL 30 SECOND AND c.at >= i.at - toIntervalSecond(r.back)
) WHERE place <= newest
SETTINGS max_threads = 1`;

const TABLES = [
  'CREATE TABLE bench_incidents (id String, at DateTime64(3)) ENGINE = MergeTree ORDER BY (at, id)',
  'CREATE TABLE bench_changes (id String, service LowCardinality(String), class LowCardinality(String), at DateTime64(3)) ENGINE = MergeTree ORDER BY (service, at)',
  'CREATE TABLE bench_reach (incident String, reached LowCardinality(String), newest UInt8, back UInt32) ENGINE = MergeTree ORDER BY (incident, reached)',
];

const clock = (time: string): string => time.replace('T', ' ').replace('Z', '');

export interface Joined {
  /** Events a second of processor time, as of `Folded`. */
  readonly rate: number;
  /** Of an incident and a change: to be the same as ours. */
  readonly pairs: number;
}

/** The same question asked of ClickHouse, on one thread: it is given the incidents and whom they reach, and only has to find the pairs; no log-odds, no reasons. */
export const intervalJoin = async (events: readonly CulpritEvent[], incidents: readonly Opened[], { candidates, fold }: Rules, rounds: number): Promise<Joined> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-core-'));
  const client = createClient({ connection: createChdbConnection({ path: join(folder, 'store') }) } as never);
  try {
    for (const query of TABLES) await client.command({ query });
    const graph = buildGraph(events.flatMap((e) => (e.kind === 'dependency' ? [e.event] : [])), buildCatalog([]));
    const callees = (s: string): readonly string[] => graph.callees(s, 'production', '2026-03-02T00:00:00.000Z');
    const around = (s: string): readonly string[] => [...callees(s), ...graph.callers(s, 'production', '2026-03-02T00:00:00.000Z')];
    const reached = incidents.flatMap(({ id, services }) => {
      const called = new Set(services.flatMap((s) => [...reach(s, candidates.hops, callees).keys()]));
      const near = new Set(services.flatMap((s) => [...reach(s, 2, around).keys()]).filter((s) => !called.has(s)));
      return [...[...called].map((to) => ({ incident: id, reached: to, newest: candidates.newest, back: fold.lookback / 1000 })), ...[...near].map((to) => ({ incident: id, reached: to, newest: 1, back: candidates.neighbours / 1000 }))];
    });
    const changes = events.flatMap((e) => (e.kind === 'change' ? [{ id: e.event.id, service: e.event.services[0] ?? '', class: kindClass(e.event.kind), at: clock(e.event.occurredAt) }] : []));
    await client.insert({ table: 'bench_incidents', values: incidents.map(({ id, openedAt }) => ({ id, at: clock(openedAt) })), format: 'JSONEachRow' });
    await client.insert({ table: 'bench_changes', values: changes, format: 'JSONEachRow' });
    await client.insert({ table: 'bench_reach', values: reached, format: 'JSONEachRow' });
    let least = Number.POSITIVE_INFINITY;
    let pairs = 0;
    for (let round = 0; round <= rounds; round++) {
      const started = process.cpuUsage();
      const [answer] = await (await client.query({ query: QUERY, format: 'JSONEachRow' })).json<{ pairs: string }>();
      const { user, system } = process.cpuUsage(started);
      least = Math.min(least, (user + system) / 1e6);
      pairs = Number(answer?.pairs);
    }
    return { rate: events.length / least, pairs };
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
};
