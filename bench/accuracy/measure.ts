import type { Case, Timeline } from './timeline.ts';

/** For one case: the changes in the order in which a method suspects them, and its probability that no change did it where it gives one. */
export interface Answer {
  ranked: string[][];
}
export type Method = (timeline: Timeline) => (one: Case) => Answer;

export interface Accuracy {
  cases: number;
  top1: number;
  top3: number;
  mrr: number;
}

/** A hit is a suspect that holds the true change. Over the cases that a change caused; shares of 1. */
export const accuracy = (timelines: Timeline[], method: Method): Accuracy => {
  const ranks: number[] = [];
  for (const timeline of timelines) {
    const answer = method(timeline);
    for (const one of timeline.cases) {
      if (one.trueChange === undefined) continue;
      const { trueChange } = one;
      ranks.push(answer(one).ranked.findIndex((ids) => ids.includes(trueChange)) + 1);
    }
  }
  const share = (test: (rank: number) => boolean): number => ranks.filter(test).length / ranks.length;
  return {
    cases: ranks.length,
    top1: share((r) => r === 1),
    top3: share((r) => r >= 1 && r <= 3),
    mrr: ranks.reduce((sum, r) => sum + (r === 0 ? 0 : 1 / r), 0) / ranks.length,
  };
};
