import { expect, it } from '@jest/globals';
import { Inbox, keyOf, note, numbered, type Bed } from './bed.js';

export const reading = (bed: () => Bed): void => {
  it('gives every reader every record, of what is there and of what comes', async () => {
    const [log, other] = [await bed().open(), await bed().open()];
    const topic = await bed().topic(log);
    await log.append(numbered(50).map((n) => note(topic, `p${n}`, n)));
    const inboxes = [new Inbox(), new Inbox()];
    const readers = await Promise.all(inboxes.map((inbox, i) => (i === 0 ? log : other).read({ topics: [topic], from: 'earliest' }, inbox.take)));
    for (const reader of readers) await reader.caughtUp();
    for (const inbox of inboxes) expect(inbox.texts.sort()).toEqual(numbered(50).sort());
    await log.append([note(topic, 'p', 'fresh')]);
    for (const inbox of inboxes) await bed().until('each reader has the fresh record', () => inbox.texts.includes('fresh'));
    expect(await log.committed(bed().name(), topic)).toEqual([null, null, null]);
  });

  it('hands over batches of one partition, in order, never empty, never above maxBatch', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    await log.append(numbered(100).map((n) => note(topic, `p${n}`, n)));
    const inbox = new Inbox();
    const reader = await log.read({ topics: [topic], from: 'earliest', maxBatch: 7 }, inbox.take);
    await reader.caughtUp();
    const ends = await log.ends(topic);
    const next = [0, 0, 0];
    for (const { partition, records, end } of inbox.batches) {
      expect(records.length).toBeGreaterThan(0);
      expect(records.length).toBeLessThanOrEqual(7);
      for (const { offset } of records) {
        expect(offset).toBe(next[partition]);
        next[partition] = offset + 1;
      }
      expect(end).toBe(ends[partition]);
    }
    expect(next).toEqual(ends);
  });

  it('is caught up when the handler of what there was has resolved, and at once where there is nothing', async () => {
    const log = await bed().open();
    const [topic, empty] = [await bed().topic(log), await bed().topic(log)];
    await (await log.read({ topics: [empty], from: 'earliest' }, () => {})).caughtUp();
    await log.append(numbered(3).map((n) => note(topic, keyOf(Number(n)), n)));
    const gate = bed().gate();
    const [inbox, done] = [new Inbox(), new Inbox()];
    const reader = await log.read({ topics: [topic, empty], from: 'earliest' }, async (batch) => {
      inbox.take(batch);
      await gate.promise;
      done.take(batch);
    });
    let caughtUp = false;
    const waiting = reader.caughtUp().then(() => (caughtUp = true));
    await bed().until('a batch is in hand', () => inbox.seen.length > 0);
    await log.append([note(topic, keyOf(0), 'later')]);
    expect(caughtUp).toBe(false);
    gate.resolve();
    await waiting;
    expect(done.texts).toEqual(expect.arrayContaining(['0', '1', '2']));
  });

  it('tells that it will not catch up: the handler threw, or the reader was stopped', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 1 });
    await log.append([note(topic, 'a', 'poison')]);
    const failing = await log.read({ topics: [topic], from: 'earliest' }, () => Promise.reject(new Error('cannot take poison')));
    await expect(failing.caughtUp()).rejects.toThrow('cannot take poison');
    await failing.stop();
    const gate = bed().gate();
    const slow = await log.read({ topics: [topic], from: 'earliest' }, () => gate.promise);
    const refused = expect(slow.caughtUp()).rejects.toThrow();
    const stopping = slow.stop();
    gate.resolve();
    await Promise.all([refused, stopping]);
  });

  it('starts from given positions, earliest where none is given, and at the end when asked', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    const write = (n: string) => log.append([0, 1, 2].map((partition) => note(topic, keyOf(partition), `${partition}/${n}`)));
    for (const n of ['0', '1', '2']) await write(n);
    const [given, latest] = [new Inbox(), new Inbox()];
    const reader = await log.read({ topics: [topic], from: [{ topic, partition: 0, offset: 2 }, { topic, partition: 2, offset: 3 }] }, given.take);
    await reader.caughtUp();
    expect(given.texts.sort()).toEqual(['0/2', '1/0', '1/1', '1/2']);
    await (await log.read({ topics: [topic], from: 'latest' }, latest.take)).caughtUp();
    await write('3');
    await bed().until('the new records are there', () => latest.seen.length >= 3 && given.seen.length >= 7);
    expect(latest.texts.sort()).toEqual(['0/3', '1/3', '2/3']);
    expect(given.texts.slice(4).sort()).toEqual(['0/3', '1/3', '2/3']);
  });

  it('reads only the partitions asked for', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    await log.append([0, 1, 2].map((partition) => note(topic, keyOf(partition), String(partition))));
    const [some, all] = [new Inbox(), new Inbox()];
    await (await log.read({ topics: [topic], from: 'earliest', partitions: [0, 2] }, some.take)).caughtUp();
    await log.read({ topics: [topic], from: 'earliest' }, all.take);
    await log.append([0, 1, 2].map((partition) => note(topic, keyOf(partition), `${partition} again`)));
    await bed().until('both have the later records', () => all.seen.length === 6 && some.seen.length >= 4);
    expect(some.texts.sort()).toEqual(['0', '0 again', '2', '2 again']);
  });

  it('stops after the running handler, and hands nothing over afterwards', async () => {
    const [log, other] = [await bed().open(), await bed().open()];
    const topic = await bed().topic(log, { partitions: 1 });
    const gate = bed().gate();
    const [inbox, witness] = [new Inbox(), new Inbox()];
    const reader = await log.read({ topics: [topic], from: 'earliest', maxBatch: 1 }, async (batch) => {
      inbox.take(batch);
      await gate.promise;
    });
    await log.append([note(topic, 'a', 'first'), note(topic, 'a', 'second')]);
    await bed().until('the first is in hand', () => inbox.seen.length > 0);
    let stopped = false;
    const stopping = reader.stop().then(() => (stopped = true));
    await other.read({ topics: [topic], from: 'earliest' }, witness.take);
    await bed().until('another reader has both', () => witness.seen.length === 2);
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    await log.append([note(topic, 'a', 'third')]);
    await bed().until('another reader has the third', () => witness.seen.length === 3);
    expect(inbox.texts).toEqual(['first']);
  });
};
