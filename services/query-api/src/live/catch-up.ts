import type { Incident } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import type { Positions } from './cursor.js';
import { TOPIC, type Entry } from './feed.js';
import { factsOf, type Before, type Facts, type History } from './history.js';
import { incidentOf } from './record.js';
import { Wake } from './wake.js';

/** The record at one place of the log, null when it is no longer there. */
const recordAt = async (log: EventLog, partition: number, offset: number): Promise<Incident | null> => {
  const first = Promise.withResolvers<Incident | null>();
  const reader = await log.read({ topics: [TOPIC.name], partitions: [partition], from: [{ topic: TOPIC.name, partition, offset }], maxBatch: 1 }, ({ records: [record] }) => {
    first.resolve(record?.offset === offset ? incidentOf(record) : null);
  });
  reader.caughtUp().then(() => first.resolve(null), first.reject);
  try {
    return await first.promise;
  } finally {
    await reader.stop();
  }
};

/**
 * The first records of all revisions from `from` up to but without `to`, in log order, each with the one before it. At most one batch
 * is held: the log waits for whoever reads this.
 */
export async function* catchUp(log: EventLog, history: History, from: Positions, to: Positions, signal: AbortSignal): AsyncGenerator<Entry> {
  const behind = to.flatMap((end, partition) => ((from[partition] ?? 0) < end ? [partition] : []));
  if (behind.length === 0) return;
  const facts = new Map<string, Facts>();
  const before = async (partition: number, incident: Incident): Promise<Before> => {
    const seen = facts.get(incident.id);
    if (seen !== undefined) return seen;
    if (incident.revision === 1) return 'none';
    const offset = history.offsetBefore(incident);
    const found = offset === null ? null : await recordAt(log, partition, offset);
    return found === null ? 'gone' : factsOf(found);
  };

  const batches: Entry[][] = [];
  const filled = new Wake();
  const emptied = new Wake();
  const reader = await log.read(
    { topics: [TOPIC.name], partitions: behind, from: behind.map((partition) => ({ topic: TOPIC.name, partition, offset: from[partition] ?? 0 })), maxBatch: 500 },
    async ({ partition, records }) => {
      const entries: Entry[] = [];
      for (const record of records) {
        const incident = record.offset < (to[partition] ?? 0) ? incidentOf(record) : null;
        if (incident === null || !history.isFirst(record.offset, incident)) continue;
        entries.push({ partition, offset: record.offset, incident, before: await before(partition, incident) });
        facts.set(incident.id, factsOf(incident));
      }
      batches.push(entries);
      filled.all();
      if (!signal.aborted) await emptied.next(signal);
    },
  );
  let failure: unknown;
  let finished = false;
  const end = (cause?: unknown): void => {
    failure = cause;
    finished = true;
    filled.all();
  };
  reader.caughtUp().then(() => end(), end);
  try {
    for (;;) {
      const batch = batches.shift();
      if (batch !== undefined) {
        yield* batch;
        emptied.all();
      } else if (signal.aborted) return;
      else if (!finished) await filled.next(signal);
      else if (failure === undefined) return;
      else throw new Error('reading the incidents topic from a cursor failed', { cause: failure });
    }
  } finally {
    emptied.all();
    await reader.stop();
  }
}
