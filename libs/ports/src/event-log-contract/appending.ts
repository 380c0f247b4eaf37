import { expect, it } from '@jest/globals';
import { DEFAULT_MAX_RECORD_BYTES, LogUnavailable, RecordTooLarge, partitionOf } from '../event-log.js';
import { keyOf, note, numbered, type Bed } from './bed.js';

const withdrawal = (): { signal: AbortSignal; abort(): void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
};

export const appending = (bed: () => Bed): void => {
  it('keeps the order of appends per partition key, for calls that overlap', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    const keys = numbered(5, 'customer-');
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < 60; i += 1) {
      for (const key of keys) calls.push(log.append(numbered(i % 4 === 0 ? 7 : 1).map((n) => note(topic, key, `${i}.${n}`, key))));
    }
    await Promise.all(calls);
    const expected = numbered(60).flatMap((i) => numbered(Number(i) % 4 === 0 ? 7 : 1).map((n) => `${i}.${n}`));
    const seen = await bed().everything(log, topic);
    for (const key of keys) expect(seen.filter((record) => record.key === key).map(({ text }) => text)).toEqual(expected);
  });

  it('answers with where each record stands, in the order given, over several topics', async () => {
    const log = await bed().open();
    const [one, two] = [await bed().topic(log), await bed().topic(log, { partitions: 1 })];
    const records = numbered(20).map((n) => note(Number(n) % 3 === 0 ? two : one, `p${n}`, n, `key-${n}`));
    const positions = await log.append(records);
    const seen = [...(await bed().everything(log, one)), ...(await bed().everything(log, two))];
    expect(seen).toHaveLength(20);
    for (const [i, { topic, partition, offset }] of positions.entries()) {
      expect(seen.find((r) => r.topic === topic && r.partition === partition && r.offset === offset)?.text).toBe(String(i));
      expect(topic).toBe(records[i]?.topic);
    }
    expect(await log.append([])).toEqual([]);
  });

  it('chooses the partition by the partition key, not by the key', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 4 });
    const places = numbered(40, 'place-');
    const positions = await log.append(places.map((place) => note(topic, place, place, 'the same key')));
    expect(positions.map(({ partition }) => partition)).toEqual(places.map((place) => partitionOf(place, 4)));
    const seen = await bed().everything(log, topic);
    expect(new Set(seen.map(({ partition }) => partition)).size).toBe(4);
    for (const { text, key, partition } of seen) expect([partition, key]).toEqual([partitionOf(text ?? '', 4), 'the same key']);
  });

  it('hands values, keys, headers and times over as they were given', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 1 });
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const headers = { ce_type: 'culprit.change', empty: '', 'naïve-ключ': '值 ✓' };
    const before = Date.now();
    await log.append([
      { topic, partitionKey: 'a', key: 'ключ', value: bytes, headers },
      { topic, partitionKey: 'a', key: null, value: new Uint8Array(0) },
      { topic, partitionKey: 'a', key: 'gone', value: null },
      { topic, partitionKey: 'a', key: '', value: 'Grüße' },
    ]);
    const after = Date.now();
    const seen = await bed().everything(log, topic);
    expect(seen.map(({ key, value, headers: found }) => ({ key, value: value && [...value], headers: { ...found } }))).toEqual([
      { key: 'ключ', value: [...bytes], headers },
      { key: null, value: [], headers: {} },
      { key: 'gone', value: null, headers: {} },
      { key: '', value: [...Buffer.from('Grüße')], headers: {} },
    ]);
    for (const record of seen) {
      expect(record.value === null || Buffer.isBuffer(record.value)).toBe(true);
      expect(record.timestamp).toBeGreaterThanOrEqual(before - 1000);
      expect(record.timestamp).toBeLessThanOrEqual(after + 1000);
    }
  });

  it('takes a record of 1 MiB, and one exactly at the limit', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 1 });
    const { maxRecordBytes } = bed().harness.limits;
    expect(maxRecordBytes).toBeLessThanOrEqual(DEFAULT_MAX_RECORD_BYTES * 8);
    const values = [1024 * 1024, maxRecordBytes - 1].map((size) => Buffer.alloc(size, 'culprit '));
    for (const value of values) await log.append([{ topic, partitionKey: 'a', key: 'k', value }]);
    const seen = await bed().everything(log, topic);
    expect(seen.map(({ value }, i) => value?.equals(values[i] ?? Buffer.alloc(0)))).toEqual([true, true]);
  });

  it('refuses a larger record before anything of its call is written', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    const { maxRecordBytes } = bed().harness.limits;
    const large = { topic, partitionKey: keyOf(1), key: 'k', value: Buffer.alloc(maxRecordBytes) };
    const refused = await log.append([note(topic, keyOf(0), 'small'), large, note(topic, keyOf(2), 'small')]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RecordTooLarge);
    expect(refused).toMatchObject({ topic, bytes: maxRecordBytes + 1, maxBytes: maxRecordBytes });
    await log.append([note(topic, keyOf(0), 'next')]);
    expect((await bed().everything(log, topic)).map(({ text }) => text)).toEqual(['next']);
  });

  it('never writes what was withdrawn before it was on its way, and writes what shares no signal with it', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 1 });
    await log.append([note(topic, 'a', 'known')]);
    const { signal, abort } = withdrawal();
    const late = Array.from({ length: 3 }, (_, i) => log.append([note(topic, 'a', `withdrawn ${i}`)], { signal }));
    const other = log.append([note(topic, 'a', 'kept')]);
    abort();
    for (const call of late) await expect(call).rejects.toBeInstanceOf(LogUnavailable);
    await other;
    await expect(log.append([note(topic, 'a', 'too late')], { signal })).rejects.toBeInstanceOf(LogUnavailable);
    await log.append([note(topic, 'a', 'next')]);
    expect((await bed().everything(log, topic)).map(({ text }) => text)).toEqual(['known', 'kept', 'next']);
  });

  it('creates topics once and never changes their partitions', async () => {
    const [log, other] = [await bed().open(), await bed().open()];
    const name = bed().name();
    await Promise.all([log, other].map((each) => each.ensureTopics([{ name, partitions: 3, compacted: false }])));
    await log.append([note(name, keyOf(2), 'kept')]);
    await other.ensureTopics([{ name, partitions: 5, compacted: false }]);
    expect(await other.ends(name)).toEqual([0, 0, 1]);
  });
};
