import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { type CulpritEvent, canonicalJson, topics } from '@culprit/domain';
import { at, change, firing, said } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { type RunningService, eventRecord } from '@culprit/nest';
import { type EventLog, type ReadStore, noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { projector } from './service.js';

let folder: string;
let log: EventLog;
let store: ReadStore;
const running: RunningService[] = [];

const start = async (): Promise<RunningService> => {
  const service = await projector.start({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics }, { PROJECTOR_BATCH_ROWS: 10_000, PROJECTOR_BATCH_MS: 50 });
  running.push(service);
  return service;
};
const stopAll = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
};
const send = (...events: CulpritEvent[]): Promise<unknown> => log.append(events.map(eventRecord));
const until = async <T>(ask: () => Promise<T>, is: (answer: T) => boolean): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
};
/** Everything on the log can be queried. */
const caughtUp = async (): Promise<void> => {
  const names = [topics.changes, topics.alerts, topics.catalog].map(({ name }) => name);
  const ends = new Map(await Promise.all(names.map(async (name) => [name, await log.ends(name)] as const)));
  await until(
    () => store.positions(),
    (positions) => [...ends].every(([topic, offsets]) => offsets.every((end, partition) => end === 0 || positions.some((p) => p.topic === topic && p.partition === partition && p.next >= end))),
  );
};
const timeline = async (service: string): Promise<string[]> => {
  const page = await store.changes({ scope: { services: [service] } }, { first: 500 });
  return page.items.map(({ node }) => node.id);
};
const unmapped = async (): Promise<(readonly [string, number])[]> => (await store.unmapped({ first: 50 })).items.map(({ node }) => [node.entity, node.count] as const);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-projector-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  store = await openClickHouseStore({ path: join(folder, 'store') });
  await log.ensureTopics(Object.values(topics));
});
afterEach(async () => {
  await stopAll();
  await log.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the projector', () => {
  it('maps a name after 200 of its events: once each in the timeline, gone from unmapped; and a rebuild is equal', async () => {
    await start();
    const events = Array.from({ length: 200 }, (_, i) => change(`c${i}`, undefined, at('10:00', '2026-01-10'), { entities: ['acme/cart-api'] }));
    await send(...events, ...events.slice(0, 20));
    await caughtUp();
    expect(await timeline('cart')).toEqual([]);
    expect(await unmapped()).toEqual([['acme/cart-api', 200]]);

    await send(said('service', { name: 'cart', aliases: ['acme/cart-api'] }));
    const found = await until(() => timeline('cart'), (ids) => ids.length >= 200);
    expect(new Set(found).size).toBe(200);
    expect(found).toHaveLength(200);
    expect(await unmapped()).toEqual([]);

    const answer = async (): Promise<string> => canonicalJson([await store.changes({}, { first: 500 }), await store.unmapped({ first: 50 })]);
    const before = await answer();
    await stopAll();
    await store.close();
    await rm(join(folder, 'store'), { recursive: true });
    await log.forget('culprit-projector');
    store = await openClickHouseStore({ path: join(folder, 'store') });
    await start();
    await caughtUp();
    await until(() => timeline('cart'), (ids) => ids.length === 200);
    expect(await answer()).toBe(before);
  }, 60_000);

  it('keeps what it cannot read as dead letters and goes on', async () => {
    await start();
    await log.append([
      { topic: topics.changes.name, partitionKey: 'x', key: 'x', value: '{"id":' },
      eventRecord(change('good', 'cart', at('10:00'))),
      { topic: topics.changes.name, partitionKey: 'x', key: 'x', value: JSON.stringify({ id: 'y' }) },
    ]);
    await until(() => timeline('cart'), (ids) => ids.includes('good'));
    const letters: [string, string][] = [];
    await until(async () => {
      letters.length = 0;
      const reader = await log.read({ topics: [topics.dlq.name], from: 'earliest' }, ({ records }) => {
        for (const { value, headers } of records) letters.push([String(value), headers['dlq_reason'] ?? '']);
      });
      await reader.caughtUp();
      await reader.stop();
      return letters.length;
    }, (count) => count === 2);
    expect(letters.map(([value]) => value)).toEqual(['{"id":', '{"id":"y"}']);
    expect(letters[0]?.[1]).toContain('not JSON');
    expect(letters[1]?.[1]).toContain('updatedAt');
  });

  it('writes nothing twice and loses nothing when there are two of it and one goes', async () => {
    const one = await start();
    await start();
    const all = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? firing(`a${i}`, `f${i}`, 'cart', at('10:00')) : change(`c${i}`, 'cart', at('10:00'))));
    for (let i = 0; i < all.length; i += 30) {
      await send(...all.slice(i, i + 30));
      if (i === 150) await Promise.all(running.splice(running.indexOf(one), 1).map((s) => s.stop()));
    }
    await caughtUp();
    const ids = await timeline('cart');
    expect([ids.length, new Set(ids).size]).toEqual([200, 200]);
    const alerts = await store.alerts({}, { first: 500 }, at('11:00'));
    expect(alerts.items).toHaveLength(100);
  }, 60_000);

  it('rebuilds a store that was dropped while the log remembers having written it', async () => {
    await start();
    await send(...Array.from({ length: 40 }, (_, i) => change(`c${i}`, 'cart', at('10:00'))));
    await caughtUp();
    await stopAll();
    await store.close();
    await rm(join(folder, 'store'), { recursive: true });
    store = await openClickHouseStore({ path: join(folder, 'store') });
    await start();
    await caughtUp();
    expect(new Set(await timeline('cart')).size).toBe(40);
  }, 60_000);

  it('is not ready while the store refuses, and goes on where it was', async () => {
    const real = store;
    let away = true;
    store = { ...real, write: (batch) => (away ? Promise.reject(new Error('gone fishing')) : real.write(batch)) };
    const service = await start();
    await send(change('c', 'cart', at('10:00')));
    const refused = await until(() => Promise.resolve(service.readiness()), ({ ready }) => !ready);
    expect(refused.reason).toMatch(/^the read store was not written \(culprit\.changes\.v1\/\d+\): gone fishing$/);
    away = false;
    await until(() => timeline('cart'), (ids) => ids.length === 1);
    expect((await until(() => Promise.resolve(service.readiness()), ({ ready }) => ready)).reason).toBe('writing');
    store = real;
  }, 60_000);

  it('a partition that is stuck stays visible while others go on', async () => {
    const real = store;
    store = { ...real, write: (batch) => (batch.range.topic === 'culprit.changes.v1' ? Promise.reject(new Error('no such column')) : real.write(batch)) };
    const service = await start();
    await send(change('stuck', 'cart', at('10:00')));
    await until(() => Promise.resolve(service.readiness()), ({ ready }) => !ready);
    await send(firing('goes-on', 'goes-on', 'cart', at('10:01')));
    await until(async () => (await real.alerts({}, { first: 10 }, at('10:02'))).items, (items) => items.length === 1);
    expect(service.readiness()).toMatchObject({ ready: false, reason: expect.stringContaining('culprit.changes.v1') });
    store = real;
  }, 60_000);
});
