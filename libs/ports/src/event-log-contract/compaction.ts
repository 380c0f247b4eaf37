import { expect, it } from '@jest/globals';
import { Inbox, keyOf, note, numbered, type Bed, type Seen } from './bed.js';

const newest = (records: readonly Seen[]): Record<string, string> => {
  const state: Record<string, string> = {};
  for (const { partition, key, text } of records) {
    if (text === null) delete state[`${partition}/${key}`];
    else state[`${partition}/${key}`] = text;
  }
  return state;
};

export const compaction = (bed: () => Bed): void => {
  it('keeps the newest of every key where it stands, lets go of what is older, and heeds removals', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 2, compacted: true });
    for (const round of numbered(4)) {
      await log.append([0, 1].flatMap((partition) => numbered(5, 'key-').map((key) => note(topic, keyOf(partition, 2), `${key} ${round}`, key))));
    }
    // The same key lives in both partitions and is removed from one of them only.
    await log.append([note(topic, keyOf(0, 2), null, 'key-3'), note(topic, keyOf(0, 2), 'late', 'key-9'), note(topic, keyOf(1, 2), 'late', 'key-9')]);
    const own = async (): Promise<Seen[]> => (await bed().everything(log, topic)).filter(({ key }) => !key?.startsWith('compaction:'));
    const before = await own();
    const state = newest(before);
    expect(Object.keys(state)).toHaveLength(11);
    await bed().harness.compact?.(topic);
    const alive = (records: readonly Seen[]): Seen[] => records.filter(({ text }) => text !== null);
    await bed().until('only the newest of each key is left', async () => alive(await own()).length === 11);
    const after = await own();
    expect(newest(after)).toEqual(state);
    for (const record of after) {
      expect(before.find(({ partition, offset }) => partition === record.partition && offset === record.offset)?.text).toBe(record.text);
    }
    for (const partition of [0, 1]) {
      const offsets = after.filter((record) => record.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
  });

  it('lets a group go on across the gaps', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 1, compacted: true }), bed().name()];
    await log.append(numbered(10).map((n) => note(topic, 'a', `first ${n}`, n)));
    const inbox = new Inbox();
    const consume = () => log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 3 }, async (batch, control) => {
      inbox.take(batch);
      if (inbox.seen.length !== 3) return;
      control.resolve(2);
      throw new Error('stop here');
    });
    const subscription = await consume();
    await bed().until('three are committed', async () => ((await log.committed(group, topic))[0] ?? 0) >= 3);
    await subscription.stop();
    const [left] = await log.committed(group, topic);
    await log.append(numbered(10).map((n) => note(topic, 'a', `second ${n}`, n)));
    await bed().harness.compact?.(topic);
    await bed().until('the first round is gone', async () => !(await bed().everything(log, topic)).some(({ text }) => text?.startsWith('first')));
    expect(left).toBeLessThanOrEqual(10);
    inbox.batches.length = 0;
    await consume();
    const second = () => inbox.texts.filter((text) => text?.startsWith('second'));
    await bed().until('the second round is there', () => new Set(second()).size === 10);
    expect([...new Set(second())]).toEqual(numbered(10, 'second '));
    expect(inbox.texts.filter((text) => text?.startsWith('first'))).toEqual([]);
  });
};
