/** One thing that may have done it: its log-odds by the old weights, and how much of each weight stands in them. */
export interface Alternative {
  readonly base: number;
  readonly slopes: readonly (readonly [weight: number, slope: number])[];
}

/** An incident of which is known that one of `truth` (places in `alternatives`) did it, and how much that word counts. */
export interface Example {
  readonly alternatives: readonly Alternative[];
  readonly truth: readonly number[];
  readonly weight: number;
}

export const logOddsOf = ({ base, slopes }: Alternative, moves: Float64Array): number => slopes.reduce((sum, [weight, slope]) => sum + slope * (moves[weight] ?? 0), base);

const exponents = (logOdds: readonly number[]): { readonly odds: readonly number[]; readonly total: number; readonly log: number } => {
  const top = Math.max(...logOdds);
  const odds = logOdds.map((l) => Math.exp(l - top));
  const total = odds.reduce((sum, o) => sum + o, 0);
  return { odds, total, log: top + Math.log(total) };
};

export const lossOf = ({ alternatives, truth }: Example, moves: Float64Array): number => {
  const logOdds = alternatives.map((a) => logOddsOf(a, moves));
  return exponents(logOdds).log - exponents(truth.map((i) => logOdds[i] ?? 0)).log;
};

const objective = (examples: readonly Example[], moves: Float64Array, pull: number): number =>
  examples.reduce((sum, e) => sum + e.weight * lossOf(e, moves), 0) + (pull / 2) * moves.reduce((sum, m) => sum + m * m, 0);

/** Adds what one example says: its gradient, and the curvature of what competes in it. */
const accumulate = ({ alternatives, truth, weight }: Example, moves: Float64Array, gradient: Float64Array, curvature: Float64Array[]): void => {
  const logOdds = alternatives.map((a) => logOddsOf(a, moves));
  const all = exponents(logOdds);
  const right = exponents(truth.map((i) => logOdds[i] ?? 0));
  const mean = new Map<number, number>();
  alternatives.forEach(({ slopes }, i) => {
    const p = (all.odds[i] ?? 0) / all.total;
    for (const [a, x] of slopes) {
      mean.set(a, (mean.get(a) ?? 0) + p * x);
      for (const [b, y] of slopes) (curvature[a] as Float64Array)[b] = ((curvature[a] as Float64Array)[b] ?? 0) + weight * p * x * y;
    }
  });
  for (const [a, x] of mean) {
    gradient[a] = (gradient[a] ?? 0) + weight * x;
    for (const [b, y] of mean) (curvature[a] as Float64Array)[b] = ((curvature[a] as Float64Array)[b] ?? 0) - weight * x * y;
  }
  truth.forEach((i, k) => {
    const q = (right.odds[k] ?? 0) / right.total;
    for (const [a, x] of alternatives[i]?.slopes ?? []) gradient[a] = (gradient[a] ?? 0) - weight * q * x;
  });
};

/** Solves `matrix · x = right` for a symmetric positive matrix (Cholesky); destroys the matrix. */
const solved = (matrix: readonly Float64Array[], right: Float64Array): Float64Array => {
  const n = right.length;
  const at = (i: number, j: number): number => (matrix[i] as Float64Array)[j] ?? 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (matrix[i] as Float64Array)[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - at(i, k) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] ?? 0) - at(k, i) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / at(i, i);
  }
  return x;
};

/** How far each weight may move at least and at most. */
export interface Bounds {
  readonly least: Float64Array;
  readonly most: Float64Array;
}
export const unbounded = (weights: number): Bounds => ({ least: new Float64Array(weights).fill(Number.NEGATIVE_INFINITY), most: new Float64Array(weights).fill(Number.POSITIVE_INFINITY) });

const within = (move: number, i: number, { least, most }: Bounds): number => Math.min(most[i] ?? move, Math.max(least[i] ?? move, move));

/** Leaves those where they are that stand at a bound and would cross it. */
const hold = (moves: Float64Array, gradient: Float64Array, curvature: readonly Float64Array[], { least, most }: Bounds): void => {
  moves.forEach((m, i) => {
    const slope = gradient[i] ?? 0;
    if (!((slope > 0 && m <= (least[i] ?? m)) || (slope < 0 && m >= (most[i] ?? m)))) return;
    gradient[i] = 0;
    for (const row of curvature) row[i] = 0;
    (curvature[i] as Float64Array).fill(0)[i] = 1;
  });
};

const MOST_STEPS = 60;
const LITTLE = 1e-8;

/**
 * How far each weight should move from where it stands: the most probable moves, where each is pulled back to none by `pull` (the inverse variance of what
 * one believes of it beforehand) and none leaves its bounds. Newton's method, each step shortened until it helps, from `start` where one is near. The same examples
 * in the same order give the same bytes.
 */
export const fitted = (examples: readonly Example[], weights: number, pull: number, start: Float64Array = new Float64Array(weights), bounds: Bounds = unbounded(weights)): Float64Array => {
  let moves = Float64Array.from(start);
  let now = objective(examples, moves, pull);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = moves.map((m) => pull * m);
    const curvature = Array.from({ length: weights }, (_, i) => Float64Array.from({ length: weights }, (__, j) => (i === j ? pull : 0)));
    for (const example of examples) accumulate(example, moves, gradient, curvature);
    hold(moves, gradient, curvature, bounds);
    const direction = solved(curvature, gradient);
    let length = 1;
    let next = moves;
    let then = now;
    for (; length > 1e-4; length /= 2) {
      next = moves.map((m, i) => within(m - length * (direction[i] ?? 0), i, bounds));
      then = objective(examples, next, pull);
      if (then < now) break;
    }
    if (!(then < now - LITTLE)) return moves;
    moves = next;
    now = then;
  }
  return moves;
};
