import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ClickHouseOptions, openClickHouseStore } from '@culprit/clickhouse';
import { runStatement, startClickHouseLocal } from '@culprit/clickhouse/testing';
import { type CulpritEvent, topics } from '@culprit/domain';
import { at, change, said } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { eventRecord } from '@culprit/nest';
import { type EventLog, noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { projector } from './service.js';

const engines = {
  'the engine in the process': async (folder: string): Promise<{ options: ClickHouseOptions; end: () => Promise<void> }> => ({ options: { path: join(folder, 'store') }, end: async () => {} }),
  'clickhouse-local': async () => {
    const front = await startClickHouseLocal();
    return { options: { url: front.url }, end: front.stop };
  },
};

/** Every dead letter, as its value and its reason. */
const letters = async (log: EventLog): Promise<{ value: string; headers: Readonly<Record<string, string>> }[]> => {
  const all: { value: string; headers: Readonly<Record<string, string>> }[] = [];
  const reader = await log.read({ topics: [topics.dlq.name], from: 'earliest' }, ({ records }) => {
    for (const { value, headers } of records) all.push({ value: String(value), headers });
  });
  await reader.caughtUp();
  await reader.stop();
  return all;
};

/** Tries until it holds; the deadline is the test's. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 30));
};

describe.each(Object.entries(engines))('a row that is refused by %s', (_, open) => {
  it('is a dead letter with the reason of the engine, and holds up nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'culprit-refused-'));
    const { options, end } = await open(folder);
    const log = await openEmbeddedLog({ path: join(folder, 'log.db') });
    await log.ensureTopics(Object.values(topics));
    const store = await openClickHouseStore(options);
    await runStatement(options, "ALTER TABLE changes ADD CONSTRAINT refuses CHECK title != 'refused'");
    await runStatement(options, "ALTER TABLE subjects ADD CONSTRAINT refuses CHECK NOT has(entities, 'acme/refused')");

    // one partition, one batch: what is refused stands among its neighbours
    const together = (event: CulpritEvent) => ({ ...eventRecord(event), partitionKey: 'one' });
    const events = Array.from({ length: 300 }, (_, i) => change(`c${i}`, 'cart', at('10:00'), i === 17 || i === 299 ? { title: 'refused' } : {}));
    await log.append([...events.map(together), together(change('entity', undefined, at('10:00'), { entities: ['acme/refused'] }))]);
    const service = await projector.start({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics }, { PROJECTOR_BATCH_ROWS: 10_000, PROJECTOR_BATCH_MS: 20 });
    await until(async () => (await store.positions()).some(({ topic, next }) => topic === topics.changes.name && next === 301));
    await log.append([together(change('after', 'cart', at('10:01')))]);
    await until(async () => (await store.changesByIds(['after']))[0] !== undefined);

    const kept = await store.changes({ scope: { services: ['cart'] } }, { first: 500 });
    expect(kept.items.map(({ node }) => node.id).sort()).toEqual([...events.filter(({ event }) => 'title' in event && event.title !== 'refused').map(({ event }) => ('id' in event ? event.id : '')), 'after'].sort());
    const buried = await letters(log);
    expect(buried.map(({ value }) => (JSON.parse(value) as { id: string }).id).sort()).toEqual(['c17', 'c299', 'entity']);
    for (const { headers } of buried) {
      expect(headers).toMatchObject({ dlq_stage: `projector/${topics.changes.name}`, dlq_topic: topics.changes.name, dlq_reason: expect.stringMatching(/^ClickHouse refused a row of (changes|subjects): .*refuses/s) });
    }
    expect(service.readiness()).toEqual({ ready: true, reason: 'writing' });

    await service.stop();
    await log.close();
    await store.close();
    await end();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('is not one that could be written later: a table that is gone loses nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'culprit-refused-'));
    const { options, end } = await open(folder);
    const log = await openEmbeddedLog({ path: join(folder, 'log.db') });
    await log.ensureTopics(Object.values(topics));
    const store = await openClickHouseStore(options);
    await runStatement(options, 'RENAME TABLE changes TO away');
    const service = await projector.start({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics }, { PROJECTOR_BATCH_ROWS: 10_000, PROJECTOR_BATCH_MS: 20 });
    await log.append([eventRecord(change('c', 'cart', at('10:00'))), eventRecord(said('service', { name: 'cart' }))]);
    await until(async () => !service.readiness().ready);
    await runStatement(options, 'RENAME TABLE away TO changes');
    await until(async () => (await store.changesByIds(['c']))[0] !== undefined);
    expect(await letters(log)).toEqual([]);

    await service.stop();
    await log.close();
    await store.close();
    await end();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);
});
