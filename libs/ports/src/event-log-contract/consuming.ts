import { expect, it } from '@jest/globals';
import { Inbox, keyOf, note, numbered, type Bed } from './bed.js';

export const consuming = (bed: () => Bed): void => {
  it('gives a group every record of its topics once while nothing fails, and commits it', async () => {
    const log = await bed().open();
    const [one, two, group] = [await bed().topic(log), await bed().topic(log, { partitions: 1 }), bed().name()];
    await log.append(numbered(60).map((n) => note(Number(n) % 2 === 0 ? one : two, `p${n}`, n)));
    const inbox = new Inbox();
    const subscription = await log.consume({ group, topics: [one, two], from: 'earliest', maxBatch: 4 }, async (batch) => inbox.take(batch));
    await bed().until('all are there', () => inbox.seen.length >= 60);
    await subscription.stop();
    expect(inbox.texts.sort()).toEqual(numbered(60).sort());
    expect(Math.max(...inbox.batches.map(({ records }) => records.length))).toBeLessThanOrEqual(4);
    for (const topic of [one, two]) {
      const ends = await log.ends(topic);
      expect((await log.committed(group, topic)).map((offset) => offset ?? 0)).toEqual(ends);
    }
  });

  it('starts a new group at the end when asked', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log, { partitions: 1 });
    await log.append([note(topic, 'a', 'old')]);
    const inbox = new Inbox();
    await log.consume({ group: bed().name(), topics: [topic], from: 'latest' }, async (batch) => inbox.take(batch));
    await bed().until('a new record is delivered', async () => {
      await log.append([note(topic, 'a', 'new')]);
      return inbox.seen.length > 0;
    });
    expect(inbox.texts).not.toContain('old');
  });

  it('delivers again from the first unresolved record after a throw', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log, { partitions: 1 }), bed().name()];
    await log.append(numbered(6).map((n) => note(topic, 'a', n)));
    const inbox = new Inbox();
    let throws = 0;
    await log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 6, retryMs: 100 }, async (batch, control) => {
      inbox.take(batch);
      if (throws >= 2 || batch.records.at(-1)?.offset !== 5) return;
      throws += 1;
      if (throws === 2) control.resolve(3);
      throw new Error(`throw ${throws}`);
    });
    await bed().until('the group is through', async () => (await log.committed(group, topic))[0] === 6);
    expect(throws).toBe(2);
    const firsts = inbox.batches.map(({ records }) => records[0]?.offset);
    const whole = firsts.lastIndexOf(4);
    expect(firsts.slice(whole - 1)).toEqual([firsts[whole - 1], 4]);
    expect(firsts[whole - 1]).toBeLessThan(4);
    expect(inbox.texts.slice(-2)).toEqual(['4', '5']);
    expect(inbox.texts.filter((text) => text === '5')).toHaveLength(3);
  });

  it('lets one partition fail without holding up the others, and waits longer each time', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log), bed().name()];
    const inbox = new Inbox();
    let failing = true;
    const failures: number[] = [];
    const pause = (): number => (failures.at(-1) ?? 0) - (failures.at(-2) ?? Infinity);
    await log.consume({ group, topics: [topic], from: 'earliest', retryMs: 30_000 }, async (batch) => {
      if (failing && batch.partition === 1) {
        failures.push(performance.now());
        throw new Error('partition 1 fails');
      }
      inbox.take(batch);
    });
    await log.append([note(topic, keyOf(1), 'stuck')]);
    await bed().until('partition 1 pauses for long', () => pause() > 2_000);
    // The pause that has begun is at least as long as the one before: who waits for it comes later than that.
    const [since, last] = [failures.at(-1) ?? 0, pause()];
    await log.append([note(topic, keyOf(0), 'goes on'), note(topic, keyOf(2), 'goes on')]);
    await bed().until('the others went on', () => inbox.seen.length === 2);
    expect(performance.now() - since).toBeLessThan(last);
    expect((await log.committed(group, topic))[1]).toBeNull();
    failing = false;
    await bed().until('the stuck one is delivered', () => inbox.texts.includes('stuck'));
  });

  it('commits what has resolved and nothing that is still running; a restart sees the rest again', async () => {
    const [log, next] = [await bed().open(), await bed().open()];
    const [topic, group] = [await bed().topic(log, { partitions: 1 }), bed().name()];
    await log.append(numbered(6).map((n) => note(topic, 'a', n)));
    const gate = bed().gate();
    let running = false;
    const subscription = await log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 2 }, async (batch, control) => {
      if (batch.records[0]?.offset === 0) return;
      running = true;
      await gate.promise;
      control.resolve(2);
      throw new Error('the process ends here');
    });
    await bed().until('the second batch runs and the first is committed', async () => running && (await next.committed(group, topic))[0] === 2);
    const stopping = subscription.stop();
    gate.resolve();
    await stopping;
    expect(await next.committed(group, topic)).toEqual([3]);
    const inbox = new Inbox();
    await next.consume({ group, topics: [topic], from: 'earliest' }, async (batch) => inbox.take(batch));
    await bed().until('the rest is there', () => inbox.seen.length >= 3);
    expect(inbox.texts).toEqual(['3', '4', '5']);
  });

  it('goes on from what was committed after a restart', async () => {
    const log = await bed().open();
    const [topic, group] = [await bed().topic(log), bed().name()];
    const inbox = new Inbox();
    for (const round of ['a', 'b', 'c']) {
      const each = await bed().open();
      await log.append(numbered(10, round).map((n) => note(topic, n, n)));
      await each.consume({ group, topics: [topic], from: 'earliest' }, async (batch) => inbox.take(batch));
      await bed().until(`round ${round} is there`, () => inbox.texts.filter((text) => text?.startsWith(round)).length >= 10);
      await each.close();
    }
    expect(inbox.texts.sort()).toEqual(['a', 'b', 'c'].flatMap((round) => numbered(10, round)));
  });

  it('stops after the running batch, commits it, and delivers nothing afterwards', async () => {
    const [log, other] = [await bed().open(), await bed().open()];
    const [topic, group] = [await bed().topic(log, { partitions: 1 }), bed().name()];
    const gate = bed().gate();
    const [inbox, successor] = [new Inbox(), new Inbox()];
    const subscription = await log.consume({ group, topics: [topic], from: 'earliest', maxBatch: 1 }, async (batch) => {
      inbox.take(batch);
      await gate.promise;
    });
    await log.append([note(topic, 'a', 'first'), note(topic, 'a', 'second')]);
    await bed().until('the first is in hand', () => inbox.seen.length > 0);
    let stopped = false;
    const stopping = subscription.stop().then(() => (stopped = true));
    expect(await other.committed(group, topic)).toEqual([null]);
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    expect(await other.committed(group, topic)).toEqual([1]);
    await other.consume({ group, topics: [topic], from: 'earliest' }, async (batch) => successor.take(batch));
    await bed().until('another member has the second', () => successor.seen.length > 0);
    expect([inbox.texts, successor.texts]).toEqual([['first'], ['second']]);
  });

  it('tells what is assigned before any batch of it', async () => {
    const log = await bed().open();
    const topic = await bed().topic(log);
    await log.append([0, 1, 2].map((partition) => note(topic, keyOf(partition), 'x')));
    const [assigned, unannounced]: [string[], string[]] = [[], []];
    const inbox = new Inbox();
    const onAssigned = (set: readonly { topic: string; partition: number }[]): void => {
      assigned.splice(0, assigned.length, ...set.map(({ topic: name, partition }) => `${name}/${partition}`));
    };
    await log.consume({ group: bed().name(), topics: [topic], from: 'earliest', onAssigned }, async (batch) => {
      inbox.take(batch);
      if (!assigned.includes(`${batch.topic}/${batch.partition}`)) unannounced.push(`${batch.topic}/${batch.partition}`);
    });
    await bed().until('all are there', () => inbox.seen.length >= 3);
    expect(assigned.sort()).toEqual([0, 1, 2].map((partition) => `${topic}/${partition}`));
    expect(unannounced).toEqual([]);
  });
};
