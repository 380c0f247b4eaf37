import { describe, expect, it } from '@jest/globals';
import { LogUnavailable, partitionOf, type NewRecord } from '@culprit/ports';
import type { RecordMetadata, TopicMessages } from 'kafkajs';
import { Appender } from './appender.js';

const keyOf = (partition: number): string => {
  for (let i = 0; ; i += 1) if (partitionOf(`k${i}`, 2) === partition) return `k${i}`;
};
const note = (partition: number, value: string): NewRecord => ({ topic: 't', partitionKey: keyOf(partition), key: null, value });

/** Produces that end when the test says so. */
const bench = (timeoutMs = 1000) => {
  const sent: { values: string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const offsets = [0, 0];
  const appender = new Appender({
    maxRecordBytes: 1000, lingerMs: 1, timeoutMs,
    partitions: { known: () => 2, ask: () => Promise.resolve(2) },
    send: (topicMessages: TopicMessages[]) => {
      const { promise, resolve, reject } = Promise.withResolvers<RecordMetadata[]>();
      const messages = topicMessages.flatMap((each) => each.messages);
      const answer = (): void => resolve([0, 1].flatMap((partition) => {
        const own = messages.filter((message) => message.partition === partition).length;
        const baseOffset = offsets[partition] ?? 0;
        offsets[partition] = baseOffset + own;
        return own === 0 ? [] : [{ topicName: 't', partition, errorCode: 0, baseOffset: String(baseOffset) }];
      }));
      sent.push({ values: messages.map(({ value }) => String(value)), answer, fail: reject });
      return promise;
    },
  });
  const until = async (count: number): Promise<void> => {
    while (sent.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { appender, sent, until };
};

describe('the appender', () => {
  it('lets the records of many callers travel together', async () => {
    const { appender, sent, until } = bench();
    const all = Promise.all(['a', 'b', 'c'].map((value, i) => appender.append([note(i % 2, value)])));
    await until(1);
    sent[0]?.answer();
    expect((await all).flat().map(({ partition, offset }) => [partition, offset])).toEqual([[0, 0], [1, 0], [0, 1]]);
    expect(sent.map(({ values }) => values)).toEqual([['a', 'c', 'b']]);
  });

  it('has one produce in flight for each partition, and others go meanwhile', async () => {
    const { appender, sent, until } = bench();
    const first = appender.append([note(0, 'a')]);
    await until(1);
    const rest = [appender.append([note(0, 'b')]), appender.append([note(1, 'c')])];
    await until(2);
    expect(sent.map(({ values }) => values)).toEqual([['a'], ['c']]);
    sent[0]?.answer();
    await first;
    await until(3);
    expect(sent[2]?.values).toEqual(['b']);
    for (const each of sent) each.answer();
    await Promise.all(rest);
  });

  it('cuts what is too much for one produce', async () => {
    const { appender, sent, until } = bench();
    const all = appender.append(Array.from({ length: 3 }, (_, i) => note(0, String(i).repeat(400))));
    await until(1);
    sent[0]?.answer();
    await until(2);
    sent[1]?.answer();
    expect((await all).map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(sent.map(({ values }) => values.length)).toEqual([2, 1]);
  });

  it('rejects every call that a failed produce touched, and none other', async () => {
    const { appender, sent, until } = bench();
    const calls = [appender.append([note(0, 'a'), note(1, 'b')]), appender.append([note(1, 'c')])];
    await until(1);
    const later = appender.append([note(0, 'd')]);
    sent[0]?.fail(new Error('no leader'));
    for (const call of calls) await expect(call).rejects.toThrow(LogUnavailable);
    await until(2);
    sent[1]?.answer();
    expect(await later).toEqual([{ topic: 't', partition: 0, offset: 0 }]);
  });

  it('says whose record the broker finds too large when that is certain', async () => {
    const { appender, sent, until } = bench();
    const refusal = Object.assign(new Error('larger than the server accepts'), { code: 10 });
    const [one, other] = [appender.append([note(0, 'a')]), appender.append([note(1, 'b')])];
    await until(1);
    sent[0]?.fail(refusal);
    for (const call of [one, other]) await expect(call).rejects.toThrow(LogUnavailable);
    const alone = appender.append([note(0, 'a'), note(1, 'large')]);
    await until(2);
    sent[1]?.fail(new Error('failed', { cause: refusal }));
    await expect(alone).rejects.toMatchObject({ name: 'RecordTooLarge', bytes: 5 });
  });

  it('lets whoever hears of a failure withdraw what waits behind it', async () => {
    const { appender, sent, until } = bench();
    const withdraw = new AbortController();
    const first = appender.append([note(0, 'a')], withdraw).catch((error: unknown) => {
      withdraw.abort();
      throw error;
    });
    await until(1);
    const second = appender.append([note(0, 'b'), note(1, 'c')], withdraw);
    await until(2);
    // Enough for a produce at once, were it not for the failure.
    const many = appender.append(Array.from({ length: 500 }, (_, i) => note(0, `m${i}`)), withdraw);
    const other = appender.append([note(0, 'd')]);
    sent[0]?.fail(new Error('no leader'));
    sent[1]?.answer();
    for (const call of [first, second, many]) await expect(call).rejects.toThrow(LogUnavailable);
    await until(3);
    sent[2]?.answer();
    await other;
    expect(sent.map(({ values }) => values)).toEqual([['a'], ['c'], ['d']]);
  });

  it('gives up in time, and does not send later what its caller has given up', async () => {
    const { appender, sent, until } = bench(100);
    const late = (value: string): Promise<void> => expect(appender.append([note(0, value)])).rejects.toThrow('within 100 ms');
    const stuck = late('a');
    await until(1);
    await Promise.all([stuck, late('b')]);
    await appender.flush();
    const next = appender.append([note(0, 'c')]);
    sent[0]?.answer();
    await until(2);
    expect(sent[1]?.values).toEqual(['c']);
    sent[1]?.answer();
    expect(await next).toHaveLength(1);
  });
});
