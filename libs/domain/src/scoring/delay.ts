export interface Share {
  readonly share: number;
  /** ms */
  readonly mean: number;
}

/** How probable it is, per ms, that a change shows this long after it was made: soon, within hours or the next day. */
export const chance = (delay: number, mixture: readonly Share[]): number => {
  const since = Math.max(0, delay);
  let sum = 0;
  for (const { share, mean } of mixture) sum += (share / mean) * Math.exp(-since / mean);
  return sum;
};

/** Clocks and scrapes are no finer. ms */
const FINEST = 5000;

/** Of what is left after so many times the average nothing is left in a double. */
const SURE = 40;

/** How probable it is that an alert has noticed by now what began so long ago, `notice` being what it takes on average. */
export const noticed = (delay: number, notice: number): number => (delay > SURE * notice ? 1 : 1 - Math.exp(-Math.max(FINEST, delay) / notice));
