// What judging costs while events come, without any log: `node bench/correlator/live.ts [seconds] [events a second]` after `npm run build`.
import { readRules } from '@culprit/correlator';
import { comparable, createFold, nextRevision, type CulpritEvent, type Fold, type Incident, type Judged } from '@culprit/domain';
import { events, world } from '../../e2e/scale/load.ts';

const TICK_MS = 100;
/** As `publisher.ts` has it. */
const PACE_MS = 1000;
/** Events of an hour come in ten minutes. */
const FASTER = 6;
const BEGAN_BEFORE_MS = 7_200_000;

interface Cost {
  readonly events: number;
  /** How often an incident was judged, and how often that came to what was known. */
  readonly judged: number;
  readonly same: number;
  readonly revisions: number;
  /** Of processor time, an event. */
  readonly ms: number;
}

/** What the load says in each tick, one event in twenty twice; the same for a seed but for when each is observed. */
const ticks = (seconds: number, rate: number): CulpritEvent[][] => {
  const start = Date.now() - BEGAN_BEFORE_MS;
  return Array.from({ length: (seconds * 1000) / TICK_MS }, (_, tick) => {
    const some = events((rate * TICK_MS) / 1000, start + tick * TICK_MS * FASTER, 700_000 + tick);
    return [...some, ...some.filter((_, i) => i % 20 === 0)];
  });
};

/** Adds what has come and publishes what is due, as the service does, but that all is known at once. */
const live = (fold: Fold, load: readonly (readonly CulpritEvent[])[]): Cost => {
  const published = new Map<string, { readonly incident: Incident; readonly at: number }>();
  const known = new Map<string, Judged>();
  const cost = { events: 0, judged: 0, same: 0, revisions: 0 };
  let micros = 0;
  for (const [tick, come] of load.entries()) {
    const now = tick * TICK_MS;
    const rests = (id: string): boolean => (published.get(id)?.at ?? Number.NEGATIVE_INFINITY) + PACE_MS > now;
    const began = process.cpuUsage();
    for (const event of come) fold.add(event);
    const judged = fold.environments().flatMap((environment) => (fold.due(environment) ? fold.incidents(environment, rests) : []));
    const fresh = judged.filter((one) => known.get(one.body.id) !== one);
    const due = fresh.flatMap(({ body }) => nextRevision(published.get(body.id)?.incident, body, fold.now()) ?? []);
    const { user, system } = process.cpuUsage(began);
    micros += user + system;
    for (const one of fresh) {
      const before = known.get(one.body.id);
      known.set(one.body.id, one);
      cost.judged += 1;
      if (before !== undefined && comparable(before.body) === comparable(one.body)) cost.same += 1;
    }
    for (const incident of due) published.set(incident.id, { incident, at: now });
    cost.revisions += due.length;
    cost.events += come.length;
  }
  return { ...cost, ms: micros / 1000 / cost.events };
};

if (import.meta.main) {
  const rules = await readRules(undefined);
  const load = ticks(Number(process.argv[2] ?? 120), Number(process.argv[3] ?? 500));
  const fold = createFold(rules);
  for (const event of world(50)) fold.add(event);
  for (const environment of fold.environments()) fold.incidents(environment);
  console.log(live(fold, load));
  // whatever rested: in the end it says what it says of all at once
  const whole = createFold(rules);
  for (const event of [...world(50), ...load.flat()]) whole.add(event);
  const said = (of: Fold): string => of.environments().flatMap((environment) => of.incidents(environment).map(({ body }) => comparable(body))).join('\n');
  if (said(fold) !== said(whole)) throw new Error('judged as events came, incidents are others than judged at once');
}
