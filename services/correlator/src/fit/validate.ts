import { type Bounds, type Example, fitted, lossOf, unbounded } from './logit.js';

/** How strongly weights are pulled back to where they stand: from "trust the old weights" to "trust the labels"; each is found from the one before. */
const PULLS = [100, 30, 10, 3, 1, 0.3] as const;
const OUTER = 5;
const INNER = 4;

const split = <T>(all: readonly T[], parts: number, part: number): { readonly inside: T[]; readonly outside: T[] } => ({
  inside: all.filter((_, i) => i % parts === part), outside: all.filter((_, i) => i % parts !== part),
});

const loss = (examples: readonly Example[], moves: Float64Array): number => examples.reduce((sum, e) => sum + e.weight * lossOf(e, moves), 0);

/** The pull that predicts best what it was not fitted to. */
export const bestPull = (examples: readonly Example[], weights: number, bounds: Bounds = unbounded(weights)): number => {
  const totals = PULLS.map(() => 0);
  for (let part = 0; part < INNER; part++) {
    const { inside, outside } = split(examples, INNER, part);
    let moves = new Float64Array(weights);
    PULLS.forEach((pull, i) => {
      moves = Float64Array.from(fitted(outside, weights, pull, moves, bounds));
      totals[i] = (totals[i] ?? 0) + loss(inside, moves);
    });
  }
  const scored = PULLS.map((pull, i) => ({ pull, total: totals[i] ?? 0 }));
  return scored.reduce((best, one) => (one.total < best.total ? one : best)).pull;
};

/** For each example the moves that were fitted without it; the pull is chosen without it too. */
export const heldOut = (examples: readonly Example[], weights: number, bounds: Bounds = unbounded(weights)): Float64Array[] => {
  const moves = Array.from({ length: OUTER }, (_, part) => {
    const { outside } = split(examples, OUTER, part);
    return fitted(outside, weights, bestPull(outside, weights, bounds), undefined, bounds);
  });
  return examples.map((_, i) => moves[i % OUTER] ?? new Float64Array(weights));
};

export const parts = OUTER;
