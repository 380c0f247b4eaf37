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

export interface Folded {
  /** Events a second of processor time (others run on this machine), from the first one added to every incident with its reasons: what `culprit replay` does between reading and writing. */
  readonly rate: number;
  readonly seconds: number;
  readonly incidents: number;
}

export const folded = (events: readonly CulpritEvent[], rules: Rules): Folded => {
  const started = process.cpuUsage();
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  const incidents = fold.environments().reduce((sum, environment) => sum + fold.incidents(environment).length, 0);
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  return { rate: events.length / seconds, seconds, incidents };
};

/** The best of some: the first also warms up. */
export const best = (rounds: number, of: () => Folded): Folded => Array.from({ length: rounds }, of).reduce((a, b) => (a.rate > b.rate ? a : b));
