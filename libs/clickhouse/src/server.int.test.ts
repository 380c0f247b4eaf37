import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable, type ReadStore } from '@culprit/ports';
import { readStoreContract } from '@culprit/ports/testing';
import { openServer } from './database.js';
import { openClickHouseStore } from './open.js';
import { startClickHouseLocal } from './testing/local.js';

const databases = (url: string, rest: { username?: string; password?: string } = {}): (() => Promise<ReadStore>) => {
  let count = 0;
  return () => openClickHouseStore({ url, ...rest, database: `culprit_${process.pid}_${count++}` });
};

describe('on clickhouse-local', () => {
  readStoreContract(async () => {
    const front = await startClickHouseLocal();
    return { fresh: databases(front.url), close: () => front.stop() };
  });

  it('keeps what it took, over the death of the front, and says in words that it is away', async () => {
    const front = await startClickHouseLocal();
    const store = await openClickHouseStore({ url: front.url });
    const range = { topic: 'culprit.changes.v1', partition: 0, first: 0, last: 4 };
    await store.write({ range });
    await front.kill();
    await expect(store.write({ range: { ...range, first: 5, last: 9 } })).rejects.toThrow(StoreUnavailable);
    await front.restart();
    expect(await store.positions()).toEqual([{ topic: range.topic, partition: 0, next: 5 }]);
    await store.close();
    await front.stop();
  }, 60_000);

  it('is migrated once by several that start at once, and refused when it is newer', async () => {
    const front = await startClickHouseLocal();
    const stores = await Promise.all([1, 2, 3].map(() => openClickHouseStore({ url: front.url })));
    await Promise.all(stores.map((store) => store.ping()));
    await Promise.all(stores.map((store) => store.close()));
    const db = await openServer({ url: front.url });
    await db.insert('schema_migrations', [{ version: 99, name: 'from the future' }], (row) => row);
    await db.close();
    await expect(openClickHouseStore({ url: front.url })).rejects.toThrow(/schema 99, this Culprit knows up to \d+: start a newer Culprit/);
    await front.stop();
  }, 60_000);

  it('says what the engine refused, with its code', async () => {
    const front = await startClickHouseLocal();
    const db = await openServer({ url: front.url });
    await expect(db.rows('SELECT nothing FROM nowhere')).rejects.toThrow(/refused to answer a query: .*nowhere/s);
    const long = Array.from({ length: 20_000 }, (_, n) => `service-${n}`);
    expect(await db.rows('SELECT length({names:Array(String)}) AS n, {text:String} AS t', { names: long, text: "it's \\ \t\n é" })).toEqual([{ n: long.length, t: "it's \\ \t\n é" }]);
    await db.close();
    await front.stop();
  }, 60_000);
});

const url = process.env['CLICKHOUSE_URL'];
(url === undefined ? describe.skip : describe)('on a ClickHouse server (CLICKHOUSE_URL)', () => {
  if (url === undefined) {
    it('needs CLICKHOUSE_URL', () => undefined);
    return;
  }
  readStoreContract(async () => ({ fresh: databases(url, { username: process.env['CLICKHOUSE_USER'] ?? 'default', password: process.env['CLICKHOUSE_PASSWORD'] ?? '' }) }));
});
