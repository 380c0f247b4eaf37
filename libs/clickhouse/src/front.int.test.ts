import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseClientConfigOptions } from '@clickhouse/client';
import { startClickHouseLocal, type ClickHouseLocal } from './testing/local.js';

// The read store contract over this front stands in server.int.test.ts; here is what the protocol and the process promise.
const START = join(import.meta.dirname, '../../../deploy/clickhouse-local/start.mjs');
const client = (url: string, more: ClickHouseClientConfigOptions = {}): ClickHouseClient => createClient({ url, log: { level: ClickHouseLogLevel.OFF }, ...more });
const rows = async <Row>(of: ClickHouseClient, query: string, more: Omit<Parameters<ClickHouseClient['query']>[0], 'query' | 'format'> = {}): Promise<Row[]> =>
  (await of.query({ query, ...more, format: 'JSONEachRow' })).json<Row>();

describe('the protocol', () => {
  let front: ClickHouseLocal;
  let plain: ClickHouseClient;
  beforeAll(async () => {
    front = await startClickHouseLocal();
    plain = client(front.url);
  }, 60_000);
  afterAll(async () => {
    await plain.close();
    await front.stop();
    expect(existsSync(front.dir)).toBe(false);
  });

  it.each([['plain', false], ['gzip', true]])('keeps every character of a long insert (%s)', async (name, gzip) => {
    const zipped = client(front.url, { compression: { request: gzip, response: gzip } });
    const values = Array.from({ length: 10_000 }, (_, id) => ({ id, text: `${'ä'.repeat(20 + (id % 5))}Größe 🚀👩‍👩‍👧 „ß“ 漢字\t\\'"\n${id}` }));
    expect(Buffer.byteLength(JSON.stringify(values))).toBeGreaterThan(1 << 20);
    await zipped.command({ query: `CREATE TABLE ${name} (id UInt32, text String) ENGINE = MergeTree ORDER BY id` });
    const { query_id: queryId } = await zipped.insert({ table: name, values, format: 'JSONEachRow', query_id: `insert-${name}` });
    expect(queryId).toBe(`insert-${name}`);
    expect(await rows(zipped, `SELECT * FROM ${name} ORDER BY id`)).toEqual(values);
    await zipped.close();
  });

  it('answers in the format asked for, in the database asked for', async () => {
    await plain.command({ query: 'CREATE DATABASE other' });
    const other = client(front.url, { database: 'other' });
    expect(await (await other.query({ query: 'SELECT currentDatabase()', format: 'TabSeparated' })).text()).toBe('other\n');
    expect(await (await other.query({ query: 'SELECT 1 AS x', format: 'JSON' })).json()).toMatchObject({ data: [{ x: 1 }], rows: 1 });
    expect(await other.ping()).toMatchObject({ success: true });
    await other.close();
  });

  it('keeps parameters and settings to their own request, also of many at once', async () => {
    const one = async (n: number): Promise<unknown> =>
      (await rows(plain, "SELECT {n:UInt32} AS n, {text:Nullable(String)} AS text, getSetting('max_block_size') AS block", {
        query_params: { n, text: n % 2 ? null : `it's \\${n}\n` }, clickhouse_settings: { max_block_size: String(1000 + n) },
      }))[0];
    const all = Array.from({ length: 40 }, (_, n) => n);
    expect(await Promise.all(all.map(one))).toEqual(all.map((n) => ({ n, text: n % 2 ? null : `it's \\${n}\n`, block: 1000 + n })));
    await expect(rows(plain, 'SELECT {n:UInt32}')).rejects.toMatchObject({ code: '456', type: 'UNKNOWN_QUERY_PARAMETER' });
  });

  it('takes an insert with the same token once', async () => {
    await plain.command({ query: 'CREATE TABLE once (n UInt32) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100' });
    const insert = (token: string): Promise<unknown> => plain.insert({ table: 'once', values: [{ n: 1 }], format: 'JSONEachRow', clickhouse_settings: { insert_deduplication_token: token } });
    for (const token of ['a', 'a', 'b']) await insert(token);
    expect(await rows(plain, 'SELECT toUInt32(count()) AS n FROM once')).toEqual([{ n: 2 }]);
  });

  it.each([
    ['SELECT * FROM nowhere', '60', 'UNKNOWN_TABLE'],
    ['SELEKT 1', '62', 'SYNTAX_ERROR'],
    ["SELECT toUInt8('many')", '6', 'CANNOT_PARSE_TEXT'],
  ])('says with its code why not: %s', async (query, code, type) => {
    await expect(plain.command({ query })).rejects.toMatchObject({ code, type });
    const answer = await fetch(front.url, { method: 'POST', body: query });
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([500, code]);
    expect(await answer.text()).toContain(`(${type})`);
  });

  it('refuses what it would do wrongly', async () => {
    const session = client(front.url, { session_id: 'mine' });
    await expect(session.command({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '48', type: 'NOT_IMPLEMENTED' });
    await session.close();
    const binary = await fetch(`${front.url}/?query=${encodeURIComponent('INSERT INTO FUNCTION null(\'n UInt8\') FORMAT RowBinary')}`, { method: 'POST', body: new Uint8Array([200]) });
    expect([binary.status, await binary.text()]).toEqual([500, expect.stringContaining('(NOT_IMPLEMENTED)')]);
  });
});

describe('the process', () => {
  it('has after SIGKILL every row that it acknowledged, and answers after a pause', async () => {
    const front = await startClickHouseLocal();
    const writer = client(front.url);
    await writer.command({ query: 'CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n' });
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await writer.insert({ table: 'kept', values: [{ n: acknowledged }], format: 'JSONEachRow' });
        acknowledged += 1;
        if (acknowledged === 20) void front.kill();
      }
    })();
    await expect(writing).rejects.toThrow();
    await front.restart();
    const [found] = await rows<{ rows: number; first: number }>(writer, `SELECT toUInt32(uniqExact(n)) AS rows, min(n) AS first FROM kept WHERE n < ${acknowledged}`);
    expect(acknowledged).toBeGreaterThanOrEqual(20);
    expect(found).toEqual({ rows: acknowledged, first: 0 });

    front.pause();
    const asked = rows(writer, 'SELECT 1 AS x');
    front.resume();
    expect(await asked).toEqual([{ x: 1 }]);
    await writer.close();
    front.pause();
    await front.stop();
    expect(existsSync(front.dir)).toBe(false);
  }, 60_000);

  it('gives on SIGTERM the answer under way, waits for no silent connection, and leaves a directory that was given', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'culprit-clickhouse-front-'));
    const front = await startClickHouseLocal({ dir });
    const silent = connect(front.port, '127.0.0.1');
    silent.on('error', () => silent.destroy());
    await once(silent, 'connect');
    const reader = client(front.url);
    await reader.command({ query: 'CREATE TABLE stays (n UInt8) ENGINE = MergeTree ORDER BY n' });
    // the longest that it may: it must be seen to run, by whoever asks slowly
    const asked = rows(reader, 'SELECT sleep(3) AS slept');
    const running = async (): Promise<void> => {
      const [now] = await rows<{ n: number }>(reader, "SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE 'SELECT sleep(3)%'");
      if (now?.n === 0) await running();
    };
    await running();
    const stopped = front.stop();
    expect(await asked).toEqual([{ slept: 0 }]);
    await stopped;
    await reader.close();

    const again = await startClickHouseLocal({ dir, port: front.port });
    expect(again.port).toBe(front.port);
    const same = client(again.url);
    expect(await rows(same, 'SELECT count() AS n FROM stays')).toHaveLength(1);
    await same.close();
    await expect(startClickHouseLocal({ dir })).rejects.toThrow(/does another process own it/);
    await expect(startClickHouseLocal({ port: again.port })).rejects.toThrow(/cannot listen on 127\.0\.0\.1/);
    await again.stop();
    expect(existsSync(dir)).toBe(true);
    await rm(dir, { recursive: true });
  }, 60_000);

  it('ends with who started it, and takes its scratch directory along', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'culprit-clickhouse-front-'));
    const child = spawn(process.execPath, [START, dir, '0', '--with-stdin', '--scratch'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await gone).toEqual([0, null]);
    expect(existsSync(dir)).toBe(false);
  }, 60_000);
});
