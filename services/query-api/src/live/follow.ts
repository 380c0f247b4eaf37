import type { EventLog } from '@culprit/ports';
import { catchUp } from './catch-up.js';
import { encodeCursor, type Positions } from './cursor.js';
import { TOPIC, type Entry, type IncidentFeed } from './feed.js';

export interface Followed {
  readonly entry: Entry;
  /** Subscribing with it goes on behind this entry. */
  readonly cursor: string;
}

/** Every announced revision from `start` on, each once, for ever: from the log as far as it is behind, then from the feed. */
export async function* follow(log: EventLog, feed: IncidentFeed, start: Positions, signal: AbortSignal): AsyncGenerator<Followed> {
  const at = [...start];
  const passed = (entry: Entry): boolean => entry.offset < (at[entry.partition] ?? 0);
  const pass = (entry: Entry): Followed => {
    at[entry.partition] = entry.offset + 1;
    return { entry, cursor: encodeCursor(TOPIC.name, at) };
  };
  while (!signal.aborted) {
    let { seq, positions } = feed.tail();
    if (positions.some((held, partition) => (at[partition] ?? 0) < held)) {
      // What is announced while this reads is held by the feed from `head` on: no gap. What is before it is skipped there: no repeat.
      ({ seq, positions } = feed.head());
      for await (const entry of catchUp(log, feed.history, at, positions, signal)) yield pass(entry);
      if (signal.aborted) return;
      positions.forEach((next, partition) => {
        at[partition] = Math.max(at[partition] ?? 0, next);
      });
    }
    while (!signal.aborted && seq >= feed.tail().seq) {
      const entry = feed.at(seq);
      if (entry === undefined) {
        await feed.next(signal);
        continue;
      }
      seq += 1;
      if (!passed(entry)) yield pass(entry);
    }
  }
}
