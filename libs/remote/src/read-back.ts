import { LogUnavailable, type Batch, type LogRecord, type Reader, type ReadOptions } from '@culprit/ports';
import { readable } from './items.js';
import type { Receiver } from './receiver.js';

type Line = { readonly partition: number; readonly offset: number; readonly timestamp: number; readonly key: string | null; readonly value: string | null; readonly headers: Readonly<Record<string, string>> } | { readonly end: true };
type Handler = (batch: Batch) => Promise<void> | void;

const BATCH = 500;

/** What one cluster said on a topic, from its beginning to its end of now. Nothing is followed: the reader has caught up when the answer is whole. */
export const readBack = (receiver: Receiver, { topics, from, cluster }: ReadOptions, onBatch: Handler): Reader => {
  const stopped = new AbortController();
  const all = async (): Promise<void> => {
    for (const topic of topics) {
      const name = readable.get(topic);
      if (name === undefined || cluster === undefined || from !== 'earliest') throw new Error(`over a remote log only what a cluster said can be read, from the beginning, not ${topic}`);
      await oneTopic(receiver, topic, new URLSearchParams({ topic: name, cluster }).toString(), stopped.signal, onBatch);
    }
  };
  const done = all();
  done.catch(() => undefined);
  return {
    caughtUp: () => done,
    stop: async () => {
      stopped.abort();
      await done.catch(() => undefined);
    },
  };
};

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

const oneTopic = async (receiver: Receiver, topic: string, query: string, signal: AbortSignal, onBatch: Handler): Promise<void> => {
  const response = await receiver.ask(`?${query}`, signal);
  let batch: { partition: number; records: LogRecord[] } = { partition: -1, records: [] };
  const flush = async (): Promise<void> => {
    const { partition, records } = batch;
    batch = { partition: -1, records: [] };
    if (records.length > 0) await onBatch({ topic, partition, records, end: (records.at(-1)?.offset ?? 0) + 1 });
  };
  let whole = false;
  try {
    for await (const text of linesOf(response)) {
      const line = JSON.parse(text) as Line;
      if ('end' in line) {
        whole = true;
        continue;
      }
      if (batch.partition !== line.partition || batch.records.length >= BATCH) await flush();
      batch = { partition: line.partition, records: batch.records };
      batch.records.push({ offset: line.offset, timestamp: line.timestamp, key: line.key, value: line.value === null ? null : Buffer.from(line.value), headers: line.headers });
    }
  } catch (cause) {
    throw new LogUnavailable(`${receiver.host} broke off its answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (!whole) throw new LogUnavailable(`${receiver.host} broke off its answer`);
  await flush();
};
