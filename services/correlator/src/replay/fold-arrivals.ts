import { type Fault, type Fold, type Incident, type Judged, type Rules, canonicalJson, createFold, mergedInto, nextRevision } from '@culprit/domain';
import type { Arrival } from './input.js';
import { inOrderOfArrival } from './input.js';

export interface Candidates {
  readonly changeIds: readonly string[];
  readonly probability: number;
}
export type Replayed = Incident & { candidates?: readonly Candidates[] };

export interface ReplayOptions {
  /** Adds everything weighed, this many at most, before the threshold. */
  readonly candidates?: number | undefined;
  /** Every revision as it would have been published had each event been published on when it arrived, not the final one only. */
  readonly revisions?: boolean | undefined;
  /** Only incidents opened from (inclusive) and to (exclusive) these instants. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Told what incidents are finally judged without, because judging throws at it. */
  readonly leftOut?: ((fault: Fault) => void) | undefined;
}

const withCandidates = (incident: Incident, judged: Judged | undefined, most: number | undefined): Replayed => {
  if (most === undefined) return incident;
  const ranked = judged?.verdict.ranked.slice(0, most) ?? [];
  return { ...incident, candidates: ranked.map((w) => ({ changeIds: w.candidate.changes.map((c) => c.id), probability: w.probability })) };
};

const inOrder = (a: Incident, b: Incident): number =>
  a.openedAt === b.openedAt ? (a.id < b.id ? -1 : a.id > b.id ? 1 : a.revision - b.revision) : a.openedAt < b.openedAt ? -1 : 1;

/** Folds events into incidents: contracts.md section 4. Final revisions in order of openedAt, then id; all revisions in order of arrival. */
export const foldArrivals = (arrivals: readonly Arrival[], rules: Rules, options: ReplayOptions = {}): Replayed[] => {
  if (options.revisions === true) return everyRevision(inOrderOfArrival(arrivals), rules, options).filter(isSelected(options));
  const fold = createFold(rules);
  for (const { event } of arrivals) fold.add(event);
  return finalRevisions(fold, options);
};

const isSelected = ({ from, to }: ReplayOptions) => ({ openedAt }: Incident): boolean => (from === undefined || openedAt >= from) && (to === undefined || openedAt < to);

/** What a fold has come to, whatever the order in which its events were added. */
export const finalRevisions = (fold: Fold, options: ReplayOptions): Replayed[] => {
  const { candidates: most, leftOut } = options;
  const all = fold.environments().flatMap((environment) => fold.incidents(environment));
  for (const environment of fold.environments()) for (const fault of fold.faults(environment)) leftOut?.(fault);
  return all
    .flatMap((judged) => {
      const revision = nextRevision(undefined, judged.body, fold.now());
      return revision === undefined ? [] : [withCandidates(revision, judged, most)];
    })
    .filter(isSelected(options))
    .sort(inOrder);
};

const everyRevision = (arrivals: readonly Arrival[], rules: Rules, { candidates: most, leftOut }: ReplayOptions): Replayed[] => {
  const fold = createFold(rules);
  const published = new Map<string, Incident>();
  // what the fold has not judged again is the same object, and needs no comparing
  const seen = new Map<string, Judged>();
  const all: Replayed[] = [];
  const publish = (next: Incident | undefined, judged?: Judged): void => {
    if (next === undefined) return;
    published.set(next.id, next);
    all.push(withCandidates(next, judged, most));
  };
  arrivals.forEach(({ event, arrivalTime }, i) => {
    fold.add(event);
    if (arrivals[i + 1]?.arrivalTime === arrivalTime) return;
    for (const environment of fold.environments()) {
      if (!fold.due(environment)) continue;
      const judged = fold.incidents(environment);
      const bodies = new Map(judged.map((j) => [j.body.id, j.body]));
      for (const j of judged) {
        if (seen.get(j.body.id) === j) continue;
        seen.set(j.body.id, j);
        publish(nextRevision(published.get(j.body.id), j.body, fold.now()), j);
      }
      for (const old of [...published.values()]) {
        if (old.environment !== environment || old.status === 'merged' || bodies.has(old.id)) continue;
        const survivor = bodies.get(fold.holder(environment, old.id) ?? '');
        if (survivor !== undefined) publish(nextRevision(old, mergedInto(old, survivor), fold.now()));
      }
    }
  });
  for (const environment of fold.environments()) for (const fault of fold.faults(environment)) leftOut?.(fault);
  return all;
};

/** One line of `incidents.jsonl`: keys sorted, so that equal incidents are equal bytes. */
export const lineOf = (incident: Replayed): string => canonicalJson(incident);
