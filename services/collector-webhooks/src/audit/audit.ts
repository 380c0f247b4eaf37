import { timeOf, topics, type Change, type TopicSpec } from '@culprit/domain';
import { eventRecord, parseRecord } from '@culprit/nest';
import { partitionOf, type Clock, type EventLog, type LogRecord, type Logger, type NewRecord, type Reader } from '@culprit/ports';
import { z } from 'zod';
import type { Appender } from '../append.js';
import { deliveryId, deliveryRecord } from '../delivery/records.js';
import { Recent, WAITING_MS } from './recent.js';
import { EventList, MOST_ITEMS, Write } from './schema.js';
import { writeOf } from './write.js';

export type Taken = { readonly is: 'accepted'; readonly writes: number } | { readonly is: 'invalid'; readonly error: string } | { readonly is: 'too-large' | 'unavailable' };

export interface Audit {
  take(cluster: string, body: Buffer): Promise<Taken>;
  stop(): Promise<void>;
}

export interface AuditParts {
  readonly log: EventLog;
  readonly appender: Appender;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where audit logs stand among the deliveries: of each write who, what and when, never what was written. */
const AT = 'kubernetes-audit';
const Kept = z.array(Write);
/** A write is a few hundred bytes: a record stays well below what a log takes. */
const A_RECORD = 1000;
/** A change may be finished, and so stated anew, this much later. */
const LOOKBACK_MS = 4 * WAITING_MS;

/** How far the clock of a cluster may be ahead of ours. */
const AHEAD_MS = 5 * 60_000;

const json = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // the schema says what it is not
  }
};

/** Puts on changes that collectors found in clusters who made them, as the clusters' audit logs say. Reads nothing before the first audit log comes. */
export const openAudit = ({ log, appender, clock, logger }: AuditParts): Audit => {
  const recent = new Recent();
  let unsent: Change[] = [];
  let following: Promise<readonly Reader[]> | undefined;

  /** After a throw the batch is read again, and what it brought is still to be said. */
  const state = async (changes: readonly Change[]): Promise<void> => {
    recent.forget(clock.now());
    unsent.push(...changes);
    if (unsent.length === 0) return;
    const now = [...unsent];
    if ((await appender.append(now.map((event) => eventRecord({ kind: 'change', event })), AT)) !== 'durable') throw new Error('the event log does not take what the audit log says of changes');
    unsent = unsent.slice(now.length);
  };
  const saidIn = (record: LogRecord): Change[] => {
    if (record.value?.includes('"provider":"kubernetes"') !== true) return [];
    const parsed = parseRecord('change', record);
    return parsed.ok ? recent.said(parsed.event) : [];
  };
  const wroteIn = ({ headers, value }: LogRecord): Change[] =>
    headers['ce_source'] !== AT || value === null ? [] : (Kept.safeParse(json(value)).data ?? []).flatMap((write) => recent.wrote(write));

  const follow = async (topic: TopicSpec, lookbackMs: number, partitions: readonly number[] | undefined, found: (record: LogRecord) => Change[]): Promise<Reader> => {
    const from = (await log.offsetsAt(topic.name, clock.now() - lookbackMs)).map((offset, partition) => ({ topic: topic.name, partition, offset }));
    const reader = await log.read({ topics: [topic.name], from, ...(partitions === undefined ? {} : { partitions }) }, ({ records }) => state(records.flatMap(found)));
    try {
      await reader.caughtUp();
    } catch (error) {
      await reader.stop();
      throw error;
    }
    return reader;
  };
  /** What changed of late and from now on, and the writes that an earlier process, or another collector, was told of. */
  const followBoth = async (): Promise<readonly Reader[]> => {
    const changes = await follow(topics.changes, LOOKBACK_MS, undefined, saidIn);
    try {
      return [changes, await follow(topics.deliveries, WAITING_MS, [partitionOf(AT, topics.deliveries.partitions)], wroteIn)];
    } catch (error) {
      await changes.stop();
      throw error;
    }
  };
  const isFollowing = async (): Promise<boolean> => {
    following ??= followBoth();
    try {
      await following;
      return true;
    } catch (error) {
      following = undefined;
      logger.warn('What changed of late cannot be read; the audit log is asked for again.', { reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  };

  return {
    take: async (cluster, body) => {
      const list = EventList.safeParse(json(body));
      if (!list.success) return { is: 'invalid', error: `no EventList of audit.k8s.io/v1 with at most ${MOST_ITEMS} items` };
      if (!(await isFollowing())) return { is: 'unavailable' };
      // of a time to come it would let go of what is written until then
      const writes = list.data.items.flatMap((item) => writeOf(cluster, item) ?? []).filter(({ to }) => to <= clock.now() + AHEAD_MS);
      if (writes.length === 0) return { is: 'accepted', writes: 0 };
      // whoever follows joins them: this process, another collector, and the next after a restart
      const appended = await appender.append(chunks(writes).map((some) => keptRecord(some, timeOf(clock.now()))), AT);
      return appended === 'durable' ? { is: 'accepted', writes: writes.length } : { is: appended };
    },
    stop: async () => {
      const readers = await following?.catch(() => []);
      await Promise.all((readers ?? []).map((reader) => reader.stop()));
    },
  };
};

const chunks = (writes: readonly Write[]): Write[][] => Array.from({ length: Math.ceil(writes.length / A_RECORD) }, (_, at) => writes.slice(at * A_RECORD, (at + 1) * A_RECORD));

const keptRecord = (writes: readonly Write[], receivedAt: string): NewRecord => {
  const value = Buffer.from(JSON.stringify(writes));
  return deliveryRecord({ at: AT, id: deliveryId('', value), receivedAt, headers: { 'content-type': 'application/json' }, body: { value, headers: {} } });
};
