import { type Fault, type Fold, type Incident, type Judged, type Part, type Rules, canonicalJson, createFold, mergedInto, nextRevision } from '@culprit/domain';
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

const ALL: Part = { nth: 0, of: 1 };

/** By opening, then id and revision. */
export const inOrder = (a: Pick<Incident, 'openedAt' | 'id' | 'revision'>, b: Pick<Incident, 'openedAt' | 'id' | 'revision'>): number =>
  a.openedAt === b.openedAt ? (a.id < b.id ? -1 : a.id > b.id ? 1 : a.revision - b.revision) : a.openedAt < b.openedAt ? -1 : 1;

/** Folds events into incidents: contracts.md section 4. Final revisions in order of openedAt, then id; all revisions in order of arrival. */
export const foldArrivals = (arrivals: readonly Arrival[], rules: Rules, options: ReplayOptions = {}): Replayed[] => {
  if (options.revisions === true) return everyRevision(inOrderOfArrival(arrivals), rules, options).filter(isSelected(options));
  const fold = createFold(rules);
  for (const { event } of arrivals) fold.add(event);
  return finalRevisions(fold, options);
};

const isSelected = ({ from, to }: ReplayOptions) => ({ openedAt }: Incident): boolean => (from === undefined || openedAt >= from) && (to === undefined || openedAt < to);

/** One group of alerts, and what it finally came to: an incident, unless nothing of it can be judged or it is not selected. */
export interface Final {
  /** Its place among all: by environment, then counted in the order in which they opened. */
  readonly environment: string;
  readonly at: number;
  readonly revision: Replayed | undefined;
  /** What it was judged without. */
  readonly faults: readonly Fault[];
}

/** What a fold has come to, whatever the order in which its events were added: every `of`th group from the `nth` on. */
export function* finals(fold: Fold, options: ReplayOptions, { nth, of }: Part = ALL): Generator<Final> {
  const isWanted = isSelected(options);
  for (const environment of fold.environments()) {
    let at = nth;
    for (const { judged, faults } of fold.some(environment, { nth, of })) {
      const revision = judged === undefined ? undefined : nextRevision(undefined, judged.body, fold.now());
      yield { environment, at, faults, revision: revision !== undefined && isWanted(revision) ? withCandidates(revision, judged, options.candidates) : undefined };
      at += of;
    }
  }
}

const finalRevisions = (fold: Fold, options: ReplayOptions): Replayed[] => {
  const all = [...finals(fold, options)];
  for (const { faults } of all) for (const fault of faults) options.leftOut?.(fault);
  return all.flatMap(({ revision }) => revision ?? []).sort(inOrder);
};

/** Where two lists differ: all before, and all behind, are the same objects. */
const difference = (a: readonly Judged[], b: readonly Judged[]): { from: number; toA: number; toB: number } => {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [toA, toB] = [a.length, b.length];
  for (; toA > from && toB > from && a[toA - 1] === b[toB - 1]; toA -= 1) toB -= 1;
  return { from, toA, toB };
};

const everyRevision = (arrivals: readonly Arrival[], rules: Rules, { candidates: most, leftOut }: ReplayOptions): Replayed[] => {
  const fold = createFold(rules);
  const published = new Map<string, Incident>();
  /** What was last said of each environment, and which incidents of it went that nothing holds yet. */
  const told = new Map<string, { readonly judged: readonly Judged[]; readonly gone: ReadonlySet<string> }>();
  // what the fold has not judged again is the same object, and needs no comparing
  const seen = new Map<string, Judged>();
  const all: Replayed[] = [];
  const publish = (next: Incident | undefined, judged?: Judged): void => {
    if (next === undefined) return;
    published.set(next.id, next);
    all.push(withCandidates(next, judged, most));
  };
  const say = (environment: string): void => {
    const { judged: before, gone: lost } = told.get(environment) ?? { judged: [], gone: new Set<string>() };
    const judged = fold.incidents(environment);
    if (judged === before) return;
    const { from, toA, toB } = difference(before, judged);
    const gone = new Set([...lost, ...before.slice(from, toA).map(({ body }) => body.id)]);
    for (const one of judged.slice(from, toB)) {
      const { body } = one;
      gone.delete(body.id);
      if (seen.get(body.id) === one) continue;
      seen.set(body.id, one);
      publish(nextRevision(published.get(body.id), body, fold.now()), one);
    }
    for (const id of gone) {
      const old = published.get(id);
      const holder = fold.holder(environment, id);
      const survivor = holder === undefined || holder === id ? undefined : judged.find(({ body }) => body.id === holder);
      if (old === undefined || survivor === undefined) continue;
      seen.delete(id);
      gone.delete(id);
      publish(nextRevision(old, mergedInto(old, survivor.body), fold.now()));
    }
    told.set(environment, { judged, gone });
  };
  arrivals.forEach(({ event, arrivalTime }, i) => {
    fold.add(event);
    if (arrivals[i + 1]?.arrivalTime === arrivalTime) return;
    for (const environment of fold.environments()) if (fold.due(environment)) say(environment);
  });
  for (const environment of fold.environments()) for (const fault of fold.faults(environment)) leftOut?.(fault);
  return all;
};

/** One line of `incidents.jsonl`: keys sorted, so that equal incidents are equal bytes. */
export const lineOf = (incident: Replayed): string => canonicalJson(incident);
