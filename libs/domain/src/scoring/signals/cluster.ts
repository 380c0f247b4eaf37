import type { Candidate } from '../../correlation/candidates.js';
import { isLedTo } from '../../correlation/explained.js';
import { EMPTY_RUN } from '../../correlation/run.js';
import { explainedIn, touched } from '../clusters.js';
import { listed } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

const changedIn = ({ changes }: Candidate): string[] => [...new Set(changes.flatMap(touched))].sort();

/** Whether one of these is where it was changed; undefined where it does not say. */
const shares = ({ changes }: Candidate, alerting: ReadonlySet<string>): boolean | undefined => {
  let said = false;
  for (const change of changes) {
    if (change.cluster !== undefined) {
      if (alerting.has(change.cluster)) return true;
      said = true;
      continue;
    }
    for (const name of change.scope?.clusters ?? []) {
      if (alerting.has(name)) return true;
      said = true;
    }
  }
  return said ? false : undefined;
};

/**
 * How much it says against a change that it was made in another cluster: all where its own service alerts, where no known call leads to it, or where
 * it runs in a cluster that alerts too, whose calls stay there; nothing where a call leads to it and it is known to run in none of them.
 */
const elsewhere = ({ candidate: { service, explained: [nearest], known }, lives, score: { place } }: Evidence, alerting: ReadonlySet<string>): number | undefined => {
  if (nearest.hops === 0 || !isLedTo(nearest)) return place.elsewhere;
  const home = service === undefined ? undefined : lives(service, known);
  if (home === undefined) return place.mayCallAcross;
  for (const name of home) if (alerting.has(name)) return place.elsewhere;
  return undefined;
};

/**
 * Where the alerts do not say where they are: where what alerts runs, as far as all of that is known, by a catalog that sees the cluster of the change.
 * What alerts itself and was changed elsewhere runs there, too.
 */
const homesOf = ({ candidate, lives }: Evidence): ReadonlySet<string> | undefined => {
  const { service, explained } = candidate;
  if (explained[0].hops === 0 || service === undefined || shares(candidate, lives(service, EMPTY_RUN) ?? UNKNOWN) !== true) return undefined;
  const homes = new Set<string>();
  for (const alerting of explained) {
    const home = lives(alerting.service, EMPTY_RUN);
    if (home === undefined) return undefined;
    for (const name of home) homes.add(name);
  }
  return homes;
};

const UNKNOWN: ReadonlySet<string> = new Set();

/**
 * The clusters that alert in which it was not made, where it cannot have done it: its own service alerts there, or runs there, and calls stay there; of a place, all others.
 * Nothing where nobody knows where it runs: it may be called from everywhere.
 */
const sparedIn = ({ candidate, lives }: Evidence, alerting: ReadonlySet<string>): string[] => {
  const { service, changes, explained: [nearest], explained, known } = candidate;
  const made = new Set(changes.flatMap(touched));
  if (nearest.by === 'scope') return [...alerting].filter((name) => !made.has(name)).sort();
  if (service === undefined || !isLedTo(nearest)) return [];
  const own = explained.find((one) => one.service === service)?.clusters;
  const home = lives(service, known);
  return [...alerting].filter((name) => !made.has(name) && (own?.has(name) === true || home?.has(name) === true)).sort();
};

/** Whether the change was made in a cluster that alerts, and in how many of them. */
export const cluster: Signal = {
  name: 'cluster',
  isSilentOn: ({ cluster: one, scope }) => one === undefined && (scope === undefined || scope.clusters.length === 0),
  looksAt: ({ cluster: one, scope }) => (one === undefined ? JSON.stringify(scope?.clusters) : one.startsWith('[') ? JSON.stringify([one]) : one),
  weigh: (evidence) => {
    const { candidate, score } = evidence;
    const said = explainedIn(candidate);
    const alerting = said ?? homesOf(evidence);
    const shared = alerting === undefined ? undefined : shares(candidate, alerting);
    if (shared === undefined || alerting === undefined) return undefined;
    if (!shared) return elsewhere(evidence, alerting);
    if (said === undefined) return undefined;
    const share = alerting.size === 1 ? 0 : sparedIn(evidence, alerting).length / alerting.size;
    return score.place.same * (1 - share) + score.place.partly * share;
  },
  say: (evidence) => {
    const { candidate } = evidence;
    const changed = changedIn(candidate);
    const alerting = explainedIn(candidate);
    if (alerting === undefined) return `it was made in ${listed(changed)}; ${listed(candidate.explained.map(({ service }) => service))} ${candidate.explained.length === 1 ? 'runs' : 'run'} in ${listed([...homesOf(evidence) ?? []].sort())}`;
    const shared = changed.filter((name) => alerting.has(name));
    const spared = shared.length > 0 && alerting.size > 1 ? sparedIn(evidence, alerting) : [];
    if (spared.length > 0) return `it was made in ${listed(shared)}, where alerts are; ${spared.length === 1 ? `so are some in ${spared[0] ?? ''}` : `more are in ${listed(spared)}`}, where it was not`;
    return shared.length > 0 ? `it was made in ${listed(shared)}, where the alerts are` : `it was made in ${listed(changed)}; the alerts are in ${listed([...alerting].sort())}`;
  },
};
