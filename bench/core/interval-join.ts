import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { type CulpritEvent, buildCatalog, buildGraph, reach } from '@culprit/domain';
import { createChdbConnection } from 'chdb/connection';

const QUERY = `
SELECT a.id, argMax(c.id, c.at), count()
FROM bench_alerts AS a
INNER JOIN bench_reach AS r ON r.service = a.service
INNER JOIN bench_changes AS c ON c.service = r.reached
WHERE c.at <= a.at AND c.at >= a.at - INTERVAL 72 HOUR
GROUP BY a.id
SETTINGS max_threads = 1`;

const TABLES = [
  'CREATE TABLE bench_alerts (id String, service LowCardinality(String), at DateTime64(3)) ENGINE = MergeTree ORDER BY (service, at)',
  'CREATE TABLE bench_changes (id String, service LowCardinality(String), at DateTime64(3)) ENGINE = MergeTree ORDER BY (service, at)',
  'CREATE TABLE bench_reach (service LowCardinality(String), reached LowCardinality(String)) ENGINE = MergeTree ORDER BY service',
];

const clock = (time: string): string => time.replace('T', ' ').replace('Z', '');

/** Events a second of the same question in ClickHouse, on one thread: for each alert the newest of the changes of three days on what it calls, two deep. No reasons. */
export const intervalJoin = async (events: readonly CulpritEvent[], rounds: number): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-core-'));
  const client = createClient({ connection: createChdbConnection({ path: join(folder, 'store') }) } as never);
  try {
    for (const query of TABLES) await client.command({ query });
    const graph = buildGraph(events.flatMap((e) => (e.kind === 'dependency' ? [e.event] : [])), buildCatalog([]));
    const alerts = events.flatMap((e) => (e.kind === 'alert' && e.event.status === 'firing' ? [{ id: e.event.id, service: e.event.service ?? '', at: clock(e.event.startsAt ?? '') }] : []));
    const changes = events.flatMap((e) => (e.kind === 'change' ? [{ id: e.event.id, service: e.event.services[0] ?? '', at: clock(e.event.occurredAt) }] : []));
    const reached = [...new Set(alerts.map((a) => a.service))].flatMap((service) => [...reach(service, 2, (s) => graph.callees(s, 'production', '2026-03-02T00:00:00.000Z')).keys()].map((to) => ({ service, reached: to })));
    await client.insert({ table: 'bench_alerts', values: alerts, format: 'JSONEachRow' });
    await client.insert({ table: 'bench_changes', values: changes, format: 'JSONEachRow' });
    await client.insert({ table: 'bench_reach', values: reached, format: 'JSONEachRow' });
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round <= rounds; round++) {
      const started = performance.now();
      await (await client.query({ query: QUERY, format: 'JSONEachRow' })).json();
      least = Math.min(least, performance.now() - started);
    }
    return events.length / (least / 1000);
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
};
