import { type CulpritEvent, type Rules, changesKeptLonger, isKeptLonger, lastOf, millis, timeOf, topics } from '@culprit/domain';
import type { EventLog, Position } from '@culprit/ports';

/** The group whose members share the environments; its positions on the alerts topic are committed after publishing. */
export const GROUP = 'culprit-correlator';

const REFOLD_MS = 144 * 3_600_000;
/** Collectors let an event's time be at most this much ahead of its arrival. */
const AHEAD_MS = 5 * 60_000;

/** Where a start begins: contracts.md section 3, "Start, and taking over an environment". */
export interface StartPosition {
  /** The event time of what was committed last; undefined: nothing was, so everything is read. */
  readonly committedAt: string | undefined;
  readonly from: readonly Position[];
  /** Whether an event can still matter: further back than all others are only changes that say what was written or built, or began. */
  matters(event: CulpritEvent): boolean;
}

/** The event time and append time, whichever is earlier, of the record before the committed position of each partition. */
const committedTimes = async (log: EventLog, committed: readonly (number | null)[]): Promise<number[]> => {
  const topic = topics.alerts.name;
  const beginnings = await log.beginnings(topic);
  const times: number[] = [];
  for (const [partition, next] of committed.entries()) {
    if (next === null || next <= (beginnings[partition] ?? 0)) continue;
    let first: number | undefined;
    const reader = await log.read({ topics: [topic], partitions: [partition], from: [{ topic, partition, offset: next - 1 }], maxBatch: 1 }, ({ records }) => {
      const [record] = records;
      if (record === undefined) return;
      const eventTime = Date.parse(record.headers['ce_time'] ?? '');
      first ??= Number.isNaN(eventTime) ? record.timestamp : Math.min(record.timestamp, eventTime);
    });
    await reader.caughtUp();
    await reader.stop();
    if (first !== undefined) times.push(first);
  }
  return times;
};

const everything = (topic: string, partitions: number): Position[] => Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));

export const startPosition = async (log: EventLog, rules: Rules): Promise<StartPosition> => {
  const committed = await log.committed(GROUP, topics.alerts.name);
  const ends = await log.ends(topics.alerts.name);
  const unread = committed.some((next, partition) => next === null && (ends[partition] ?? 0) > 0);
  const times = unread ? [] : await committedTimes(log, committed);
  const whole = (await Promise.all([topics.dependencies, topics.catalog, topics.coverage].map(async ({ name }) => everything(name, (await log.ends(name)).length)))).flat();
  if (times.length === 0) {
    const both = [topics.alerts.name, topics.changes.name];
    return { committedAt: undefined, matters: () => true, from: [...whole, ...(await Promise.all(both.map(async (name) => everything(name, (await log.ends(name)).length)))).flat()] };
  }
  const committedAt = Math.min(...times);
  const windowed = async (topic: string, longer: number): Promise<Position[]> =>
    (await log.offsetsAt(topic, committedAt - REFOLD_MS - longer - AHEAD_MS)).map((offset, partition) => ({ topic, partition, offset }));
  const refolded = timeOf(committedAt - REFOLD_MS);
  const matters = ({ kind, event }: CulpritEvent): boolean => kind !== 'change' || isKeptLonger(event) || lastOf(event) >= refolded;
  return { committedAt: timeOf(committedAt), matters, from: [...whole, ...(await windowed(topics.alerts.name, 0)), ...(await windowed(topics.changes.name, changesKeptLonger(rules.fold)))] };
};

/** Whether an incident is taken as last published: it had settled by the committed position. */
export const isTaken = (openedAt: string, committedAt: string | undefined, settledAfter: number): boolean =>
  committedAt !== undefined && millis(openedAt) < millis(committedAt) - settledAfter;
