import { expect, it } from '@jest/globals';
import { Inbox, keyOf, note, numbered, type Bed } from './bed.js';

export const positions = (bed: () => Bed): void => {
  it('knows beginnings and ends, of an empty topic too', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    expect([await log.beginnings(topic), await log.ends(topic)]).toEqual([[0, 0, 0], [0, 0, 0]]);
    expect(await log.offsetsAt(topic, Date.now())).toEqual([0, 0, 0]);
    await log.append([note(topic, keyOf(1), 'a'), note(topic, keyOf(1), 'b'), note(topic, keyOf(2), 'c')]);
    expect([await log.beginnings(topic), await log.ends(topic)]).toEqual([[0, 0, 0], [0, 2, 1]]);
    await log.ping();
  });

  it('finds the first offset at or after a time', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 2 });
    for (const n of numbered(5)) {
      const since = Date.now();
      await log.append([note(topic, keyOf(0, 2), n), ...(n === '3' ? [note(topic, keyOf(1, 2), 'other')] : [])]);
      await bed().until('the clock has moved on', () => Date.now() > since + 1);
    }
    const seen = await bed().everything(log, topic);
    const times = seen.map(({ timestamp }) => timestamp);
    expect(new Set(seen.filter(({ partition }) => partition === 0).map(({ timestamp }) => timestamp)).size).toBeGreaterThan(1);
    const ends = await log.ends(topic);
    for (const time of [Math.min(...times) - 1000, ...times, ...times.map((each) => each + 1), Math.max(...times) + 3_600_000]) {
      const expected = [0, 1].map((p) => seen.find(({ partition, timestamp }) => partition === p && timestamp >= time)?.offset ?? ends[p]);
      expect(await log.offsetsAt(topic, time)).toEqual(expected);
    }
    const third = times[seen.findIndex(({ text }) => text === '2')] ?? 0;
    const inbox = new Inbox();
    const from = (await log.offsetsAt(topic, third)).map((offset, partition) => ({ topic, partition, offset }));
    await (await log.read({ topics: [topic], from }, inbox.take)).caughtUp();
    expect(inbox.seen.every(({ timestamp }) => timestamp >= third)).toBe(true);
    expect(inbox.texts).toEqual(expect.arrayContaining(['2', '3', '4', 'other']));
  });

  it('forgets a group, but not one with members', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 1 }), bed().name()];
    await log.append([note(topic, 'a', 'x')]);
    const run = async (inbox: Inbox) => {
      const subscription = await log.consume({ group, topics: [topic], from: 'earliest' }, async (batch) => inbox.take(batch));
      await bed().until('the record is there', () => inbox.seen.length > 0);
      return subscription;
    };
    expect(await log.committed(group, topic)).toEqual([null]);
    const member = await run(new Inbox());
    await expect(log.forget(group)).rejects.toThrow();
    await member.stop();
    expect(await log.committed(group, topic)).toEqual([1]);
    await log.forget(group);
    expect(await log.committed(group, topic)).toEqual([null]);
    const again = new Inbox();
    await run(again);
    expect(again.texts).toEqual(['x']);
  });
};
