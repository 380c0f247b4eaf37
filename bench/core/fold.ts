import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CulpritEvent, Rules, createFold } from '@culprit/domain';
import { parse } from 'yaml';

const shipped = join(import.meta.dirname, '..', '..', 'services', 'correlator', 'src', 'rules.yaml');

/** The shipped rules at depth 2, each service's three newest changes of a class of kinds. */
export const coreRules = (lookback = 'PT72H'): Rules => {
  const rules = parse(readFileSync(shipped, 'utf8')) as { fold: object; candidates: object };
  return Rules.parse({ ...rules, fold: { ...rules.fold, lookback }, candidates: { ...rules.candidates, hops: 2, newest: 3 } });
};

/** Of which kinds so many are weighed together: as `kindClasses` of the domain, of the kinds that the workload has. */
export const kindClass = (kind: string): string => ({ job: 'build', scaling: 'scaling', infrastructure: 'platform' })[kind] ?? 'release';

export interface Opened {
  readonly id: string;
  readonly openedAt: string;
  readonly services: readonly string[];
}

export interface Folded {
  /** Events a second of processor time (others run on this machine), from the first one added to every incident with its reasons: what `culprit replay` does between reading and writing. */
  readonly rate: number;
  readonly seconds: number;
  readonly incidents: readonly Opened[];
}

export const folded = (events: readonly CulpritEvent[], rules: Rules): Folded => {
  const started = process.cpuUsage();
  const { incidents } = filled(events, rules);
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  return { rate: events.length / seconds, seconds, incidents };
};

const filled = (events: readonly CulpritEvent[], rules: Rules) => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  const judged = fold.environments().flatMap((environment) => [...fold.some(environment, { nth: 0, of: 1 })].flatMap((one) => one.judged ?? []));
  return { judged, incidents: judged.map(({ body: { id, openedAt, services } }) => ({ id, openedAt, services })) };
};

/** How many pairs of an incident and a change are weighed, but for changes after the opening. */
export const pairsOf = (events: readonly CulpritEvent[], rules: Rules): number =>
  filled(events, rules).judged.reduce((sum, { verdict, body }) => sum + verdict.ranked.filter(({ candidate }) => candidate.onset === Date.parse(body.openedAt)).length, 0);

/** The best of some: the first also warms up. */
export const best = (rounds: number, of: () => Folded): Folded => Array.from({ length: rounds }, of).reduce((a, b) => (a.rate > b.rate ? a : b));
