import type { Incident, IncidentEvent } from '@culprit/domain';
import { timeWindow, type Clock, type EventLog, type IncidentFilter, type Logger, type ReadStore } from '@culprit/ports';
import { checkKept, decodeCursor, type Positions } from './cursor.js';
import { TOPIC, type IncidentFeed } from './feed.js';
import { follow } from './follow.js';
import { factsOf, type Facts } from './history.js';
import { goesOut, matchesFilter } from './match.js';
import { namesOf } from './names.js';

export interface LiveWorld {
  readonly log: EventLog;
  readonly store: ReadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: IncidentFeed;
  /** How long the topic promises to be whole, ms. */
  readonly keptMs: number;
}
export interface Asked {
  readonly filter: IncidentFilter & { readonly last?: string | undefined };
  readonly on?: readonly IncidentEvent[] | undefined;
  readonly after?: string | undefined;
}
export interface IncidentRevision {
  readonly cursor: string;
  readonly what: Incident['what'];
  readonly incident: Incident;
}

/** The oldest positions behind which nothing was compacted away yet, and the ends. */
const keptPositions = async ({ log, clock, keptMs }: LiveWorld): Promise<{ oldest: Positions; ends: Positions }> => {
  const [whole, beginnings, ends] = await Promise.all([log.offsetsAt(TOPIC.name, clock.now() - keptMs), log.beginnings(TOPIC.name), log.ends(TOPIC.name)]);
  return { oldest: ends.map((_, partition) => Math.max(whole[partition] ?? 0, beginnings[partition] ?? 0)), ends };
};

const startOf = async (world: LiveWorld, after: string | undefined): Promise<Positions> => {
  if (after === undefined) return world.log.ends(TOPIC.name);
  const asked = decodeCursor(TOPIC.name, world.feed.partitions, after);
  checkKept(TOPIC.name, asked, await keptPositions(world));
  return asked;
};

/** Revisions of matching incidents, from the cursor on without gap or repeat, then live, until the signal is aborted. */
export const incidentChanged = async (world: LiveWorld, asked: Asked, signal: AbortSignal): Promise<AsyncGenerator<IncidentRevision>> => {
  const start = await startOf(world, asked.after);
  const names = namesOf(world, asked.filter);
  await world.feed.ready();
  return (async function* () {
    for await (const { entry, cursor } of follow(world.log, world.feed, start, signal)) {
      const { incident, before } = entry;
      if (asked.on !== undefined && asked.on.length > 0 && !incident.what.some((what) => asked.on?.includes(what))) continue;
      const named = await names();
      const filter = { ...asked.filter, ...timeWindow(asked.filter, world.clock.now()) };
      const matches = (facts: Facts): boolean => matchesFilter(filter, named, facts);
      if (goesOut(matches, factsOf(incident), before)) yield { cursor, what: incident.what, incident };
    }
  })();
};
