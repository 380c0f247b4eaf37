// Records of the changes topic to rows that can be read, beside the ClickHouse client inserting the same rows ready-made: 10,000 at once, one engine.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { openClickHouseStore } from '@culprit/clickhouse';
import { openEmbeddedLog } from '@culprit/embedded';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { topics } from '@culprit/domain';
import { createChdbConnection } from 'chdb/connection';
import { startProjection } from '@culprit/projector';
import { takeTurns, type Measured } from '../log/measure.ts';
import { batchOf } from './batch.ts';

const ROWS = 10_000;

export const run = async ({ rounds = 5 } = {}): Promise<Measured[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-projector-'));
  const path = join(folder, 'store');
  const store = await openClickHouseStore({ path });
  const log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  await log.ensureTopics(Object.values(topics));
  const raw = createClient({ connection: createChdbConnection({ path }) } as never);
  const projection = await startProjection({ store, log, clock: systemClock, logger: silentLogger, metrics: noMetrics }, 0);
  try {
    await projection.take(batchOf(ROWS, 0));
    await raw.command({ query: 'CREATE TABLE bench_raw AS changes' });
    const ready = await (await raw.query({ query: 'SELECT * FROM changes', format: 'JSONEachRow' })).json<object>();
    let round = 0;
    const rate = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return ROWS / ((performance.now() - started) / 1000);
    };
    const ours = (): Promise<number> => {
      const batch = batchOf(ROWS, ++round);
      return rate(() => projection.take(batch));
    };
    const peer = (): Promise<number> => rate(() => raw.insert({ table: 'bench_raw', values: ready, format: 'JSONEachRow' }));
    return [await takeTurns('changes from the log to rows, 10,000 at once', 0.6, rounds, ours, peer)];
  } finally {
    await projection.stop();
    await raw.close();
    await log.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) for (const line of await run()) console.log(line);
