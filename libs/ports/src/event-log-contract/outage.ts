import { expect, it } from '@jest/globals';
import { Inbox, note, numbered, type Bed } from './bed.js';

export const outage = (bed: () => Bed): void => {
  it('goes on without a restart when the log was away, nothing acknowledged lost', async () => {
    const [log, consumer] = [await bed().open(), await bed().open()];
    const topic = await bed().topic(log);
    const group = bed().name();
    const [read, consumed] = [new Inbox(), new Inbox()];
    await log.read({ topics: [topic], from: 'earliest' }, read.take);
    await consumer.consume({ group, topics: [topic], from: 'earliest', retryMs: 200 }, async (batch) => consumed.take(batch));
    const acknowledged = numbered(10, 'before ');
    await log.append(acknowledged.map((text) => note(topic, text, text)));
    await bed().until('all is quiet', async () => {
      const committed = await log.committed(group, topic);
      return (await log.ends(topic)).every((end, partition) => end === (committed[partition] ?? 0)) && read.seen.length === 10;
    });
    const outages = bed().harness.outage;
    if (outages === undefined) throw new Error('the harness has no outage; say so in `without`');
    await outages.down();
    try {
      await expect(log.append([note(topic, 'x', 'lost or not')])).rejects.toThrow();
      await expect(log.ping()).rejects.toThrow();
    } finally {
      await outages.up();
    }
    for (const text of numbered(10, 'after ')) {
      await bed().until(`'${text}' is taken`, () => log.append([note(topic, text, text)]).then(() => true, () => false));
      acknowledged.push(text);
    }
    await log.ping();
    for (const inbox of [read, consumed]) await bed().until('all acknowledged is there', () => acknowledged.every((text) => inbox.texts.includes(text)));
    await bed().until('all is committed', async () => {
      const committed = await log.committed(group, topic);
      return (await log.ends(topic)).every((end, partition) => end === (committed[partition] ?? 0));
    });
    const offsets = (await bed().everything(log, topic)).map(({ partition, offset }) => `${partition}/${offset}`);
    expect(new Set(offsets).size).toBe(offsets.length);
  });
};
