import type { Case, Timeline } from './timeline.ts';

/** What a method says of one case. */
export interface Answer {
  /** The changes in the order in which it suspects them, before any threshold. */
  ranked: readonly (readonly string[])[];
  /** How sure it is that one of them did it, on any scale. */
  confidence: number;
  /** Its probability that the first did it; undefined where it has none. */
  probability?: number;
  /** Whether it names a suspect at all; undefined: it always does when there is one. */
  named?: boolean;
}
export type Method = (timeline: Timeline) => (one: Case) => Answer;

/** One case, answered. */
export interface Outcome {
  name: string;
  caused: boolean;
  /** From 1; 0: the true change is not among those ranked. */
  rank: number;
  confidence: number;
  probability: number | undefined;
  named: boolean;
  slices: Readonly<Record<string, string>>;
}

/** A hit holds a true change and nothing of another service than that. */
const hits = (changeIds: readonly string[], { causes }: Case, serviceOf: Timeline['serviceOf']): boolean =>
  changeIds.some((id) => causes.includes(id)) && new Set(changeIds.flatMap((id) => serviceOf.get(id) ?? [])).size <= 1;

export const outcomes = (timelines: readonly Timeline[], method: Method): Outcome[] =>
  timelines.flatMap((timeline) => {
    const answer = method(timeline);
    return timeline.cases.map((one): Outcome => {
      const { ranked, confidence, probability, named } = answer(one);
      return {
        name: one.name, caused: one.causes.length > 0, rank: ranked.findIndex((ids) => hits(ids, one, timeline.serviceOf)) + 1, confidence, probability,
        named: named ?? ranked.length > 0, slices: one.slices ?? {},
      };
    });
  });

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);
const share = (of: readonly Outcome[], test: (o: Outcome) => boolean): number => mean(of.map((o) => (test(o) ? 1 : 0)));

/** How often a case that a change caused is answered surer than one that none did. */
export const auroc = (all: readonly Outcome[]): number => {
  const sorted = [...all].sort((a, b) => a.confidence - b.confidence);
  let [below, sum, i] = [0, 0, 0];
  while (i < sorted.length) {
    let end = i;
    while (end < sorted.length && sorted[end]?.confidence === sorted[i]?.confidence) end += 1;
    const tied = sorted.slice(i, end);
    const none = tied.filter((o) => !o.caused).length;
    sum += (tied.length - none) * (below + none / 2);
    below += none;
    i = end;
  }
  return sum / (below * (all.length - below));
};

const BINS = 10;

/** Expected calibration error of the first suspect's probability: how far it is from how often it is right. */
export const calibrationError = (all: readonly Outcome[]): number => {
  const said = all.flatMap(({ probability, rank, caused }) => (probability === undefined ? [] : [{ probability, right: caused && rank === 1 ? 1 : 0 }]));
  if (said.length === 0) return Number.NaN;
  return Array.from({ length: BINS }, (_, bin) => said.filter((s) => Math.min(BINS - 1, Math.floor(s.probability * BINS)) === bin)).reduce(
    (sum, bin) => sum + (bin.length / said.length) * Math.abs(mean(bin.map((b) => b.probability)) - mean(bin.map((b) => b.right))), 0);
};

export interface Accuracy {
  caused: number;
  none: number;
  top1: number;
  top3: number;
  mrr: number;
  noSuspectPrecision: number;
  noSuspectRecall: number;
  auroc: number;
  ece: number;
  /** Right first suspects named and right "no suspect", of all. */
  useful: number;
}

export const accuracy = (all: readonly Outcome[]): Accuracy => {
  const caused = all.filter((o) => o.caused);
  const none = all.filter((o) => !o.caused);
  const silent = all.filter((o) => !o.named);
  return {
    caused: caused.length, none: none.length,
    top1: share(caused, (o) => o.rank === 1),
    top3: share(caused, (o) => o.rank >= 1 && o.rank <= 3),
    mrr: mean(caused.map((o) => (o.rank === 0 ? 0 : 1 / o.rank))),
    noSuspectPrecision: silent.length === 0 ? Number.NaN : share(silent, (o) => !o.caused),
    noSuspectRecall: none.length === 0 ? Number.NaN : share(none, (o) => !o.named),
    auroc: caused.length === 0 || none.length === 0 ? Number.NaN : auroc(all),
    ece: calibrationError(all),
    useful: share(all, (o) => (o.caused ? o.named && o.rank === 1 : !o.named)),
  };
};
