import { type CulpritEvent, type EventKind, type Rules, changesKeptLonger, millis, timeOf, topics } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog, Position } from '@culprit/ports';
import type { Arrival } from './input.js';

const HOUR = 3_600_000;
const REFOLD_MS = 144 * HOUR;
const AHEAD_MS = 5 * 60_000;

const kinds: ReadonlyMap<string, EventKind> = new Map([
  [topics.alerts.name, 'alert'],
  [topics.changes.name, 'change'],
  [topics.dependencies.name, 'dependency'],
  [topics.catalog.name, 'service'],
  [topics.coverage.name, 'coverage'],
  [topics.feedback.name, 'feedback'],
]);

const start = async (log: EventLog, topic: string, at: number | undefined): Promise<Position[]> => {
  const offsets = at === undefined ? (await log.ends(topic)).map(() => 0) : await log.offsetsAt(topic, at);
  return offsets.map((offset, partition) => ({ topic, partition, offset }));
};

/** What the log holds for incidents opened since `from`: alerts and changes from 144 h earlier, changes as much longer as these rules look back, everything else from its start, to its end now. */
export const readLog = async (log: EventLog, from: string | undefined, rules: readonly Rules[]): Promise<Arrival[]> => {
  const since = from === undefined ? undefined : millis(from) - REFOLD_MS - AHEAD_MS;
  const longer = Math.max(0, ...rules.map(({ fold }) => changesKeptLonger(fold)));
  const windowed = new Map([[topics.alerts.name as string, since], [topics.changes.name, since === undefined ? undefined : since - longer]]);
  const positions = (await Promise.all([...kinds.keys()].map((topic) => start(log, topic, windowed.get(topic))))).flat();
  const arrivals: Arrival[] = [];
  const reader = await log.read({ topics: [...kinds.keys()], from: positions }, ({ topic, records }) => {
    const kind = kinds.get(topic);
    if (kind === undefined) return;
    for (const record of records) {
      if (record.value === null) continue;
      const parsed = parseRecord(kind, record);
      if (parsed.ok) arrivals.push({ arrivalTime: timeOf(record.timestamp), event: { kind, event: parsed.event } as CulpritEvent });
    }
  });
  await reader.caughtUp();
  await reader.stop();
  return arrivals;
};
