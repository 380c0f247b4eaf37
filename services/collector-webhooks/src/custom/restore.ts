import { timeOf, topics, type Environment } from '@culprit/domain';
import { partitionOf, type EventLog, type LogRecord } from '@culprit/ports';
import { unpacked } from '../delivery/packed.js';
import { MAX_KEYS, parseBody } from '../delivery/parse-body.js';
import { accept, paths, type Path } from './accept.js';
import { hashOf, Idempotency } from './idempotency.js';
import { CUSTOM, HASH_HEADER, KEY_HEADER, plain, type Answer } from './take.js';

const topic = topics.deliveries.name;

/** Reads the last day's requests back from the log: what a key was answered follows from its body, so nothing else needs to be kept. */
export const restoreKeys = async (log: EventLog, idempotency: Idempotency<Answer>, environments: readonly Environment[], now: number): Promise<void> => {
  const partition = partitionOf(CUSTOM, topics.deliveries.partitions);
  const offset = (await log.offsetsAt(topic, Idempotency.since(now)))[partition];
  if (offset === undefined) return;
  const reader = await log.read({ topics: [topic], partitions: [partition], from: [{ topic, partition, offset }] }, ({ records }) => {
    for (const record of records) remember(record, idempotency, environments);
  });
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
};

const remember = ({ headers, value, timestamp }: LogRecord, idempotency: Idempotency<Answer>, environments: readonly Environment[]): void => {
  const key = headers[KEY_HEADER];
  const path = Object.keys(paths).find((each) => key?.startsWith(`${each}/`)) as Path | undefined;
  if (key === undefined || path === undefined || value === null) return;
  const body = unpacked(value, headers);
  const parsed = parseBody(headers['content-type'] ?? '', body, { maxKeys: MAX_KEYS });
  const accepted = parsed.ok ? accept(path, plain(parsed), environments, timeOf(timestamp)) : undefined;
  if (accepted?.ok !== true) return;
  idempotency.remember(key, { bodyHash: headers[HASH_HEADER] ?? hashOf(body), at: timestamp, answer: Promise.resolve({ is: 'accepted', ids: accepted.ids }) });
};
