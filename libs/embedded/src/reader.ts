import type { Batch, Logger, ReadOptions, Reader } from '@culprit/ports';
import type { Bridge } from './bridge.js';
import type { Ends } from './ends.js';
import { Pump } from './pump.js';
import type { TopicInfo } from './protocol.js';

export interface ReaderWorld {
  readonly bridge: Bridge;
  readonly ends: Ends;
  readonly logger: Logger;
}

const startOf = (from: ReadOptions['from'], topic: string, partition: number, end: number): number => {
  if (from === 'earliest') return 0;
  if (from === 'latest') return end;
  return from.find((position) => position.topic === topic && position.partition === partition)?.offset ?? 0;
};

/** A broadcast reader. After a throw the same batch is handed over again, after a pause; `caughtUp` has told of the throw. */
export const startReader = (
  { bridge, ends, logger }: ReaderWorld, options: ReadOptions, topics: readonly TopicInfo[], onBatch: (batch: Batch) => Promise<void> | void,
): Reader => {
  const caughtUp = Promise.withResolvers<void>();
  // Nobody has to ask for it.
  caughtUp.promise.catch(() => undefined);
  const behind = new Map<{ readonly done: number }, number>();
  const check = (): void => {
    for (const [lane, target] of behind) if (lane.done >= target) behind.delete(lane);
    if (behind.size === 0) caughtUp.resolve();
  };
  const pump = new Pump(bridge, ends, {
    maxBatch: options.maxBatch ?? 10_000,
    retryMs: 5_000,
    advanced: check,
    trouble: (error) => logger.warn('reading the log failed and is tried again', { error }),
    deliver: async (_, batch) => {
      try {
        await onBatch(batch);
        return undefined;
      } catch (error) {
        const { topic, partition, records } = batch;
        logger.error('a reader did not take a batch and will get it again', { topic, partition, offset: records[0]?.offset, error });
        caughtUp.reject(error);
        return records[0]?.offset ?? 0;
      }
    },
  });
  for (const { name, first, partitions } of topics) {
    for (let partition = 0; partition < partitions; partition += 1) {
      if (options.partitions !== undefined && !options.partitions.includes(partition)) continue;
      const end = ends.of(first + partition);
      behind.set(pump.add({ id: first + partition, topic: name, partition }, startOf(options.from, name, partition, end)), end);
    }
  }
  check();
  return {
    caughtUp: () => caughtUp.promise,
    stop: async () => {
      caughtUp.reject(new Error('the reader was stopped before it had caught up'));
      await pump.stop();
    },
  };
};
