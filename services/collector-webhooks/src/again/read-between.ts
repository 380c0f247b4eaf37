import type { EventLog, LogRecord } from '@culprit/ports';

export interface Placed {
  readonly record: LogRecord;
  readonly partition: number;
}

/** Hands over what was appended to a topic from a moment on, up to the end that it has now. The next batch waits for the handler. */
export const readFrom = async (log: EventLog, topic: string, since: number, handle: (batch: readonly Placed[]) => Promise<void>, partitions?: readonly number[]): Promise<void> => {
  const from = (await log.offsetsAt(topic, since)).map((offset, partition) => ({ topic, partition, offset }));
  const reader = await log.read({ topics: [topic], from, maxBatch: 500, ...(partitions === undefined ? {} : { partitions }) }, async ({ partition, records }) => {
    await handle(records.map((record) => ({ record, partition })));
  });
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
};
