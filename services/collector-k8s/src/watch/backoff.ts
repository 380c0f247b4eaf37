export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Pause before the next try after `failures` in a row: doubled each time, and of that a random half to whole, so that collectors do not come back all at once. */
export const pauseFor = ({ minMs, maxMs }: Backoff, failures: number, random: () => number, atLeastMs = 0): number => {
  const whole = Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, 20));
  return Math.max(atLeastMs, whole / 2 + (random() * whole) / 2);
};
