export interface Share {
  readonly share: number;
  /** ms */
  readonly mean: number;
}

/** How probable it is, per ms, that a change shows this long after it was made: soon, within hours or the next day. */
export const chance = (delay: number, mixture: readonly Share[]): number => {
  const since = Math.max(0, delay);
  let sum = 0;
  for (let i = 0; i < mixture.length; i += 1) {
    const { share, mean } = mixture[i] as Share;
    sum += (share / mean) * Math.exp(-since / mean);
  }
  return sum;
};

/** The same of one that was made at any time between two delays, and noticed as `noticed` says, `lag` after the first. */
export const chanceBetween = (shortest: number, longest: number, lag: number, notice: number, mixture: readonly Share[]): number => {
  const [from, to] = [Math.max(0, shortest), Math.max(0, longest)];
  const unnoticed = Math.exp(-Math.max(0, lag) / notice);
  let sum = 0;
  for (const { share, mean } of mixture) {
    const both = 1 / mean + 1 / notice;
    sum += share * (Math.exp(-from / mean) - Math.exp(-to / mean)) - (share / (mean * both)) * unnoticed * (Math.exp(-from * both) - Math.exp(-to * both));
  }
  return Math.max(sum, LEAST) / Math.max(1, to - from);
};

/** Nothing is impossible. */
const LEAST = 1e-9;

/** Clocks and scrapes are no finer. ms */
const FINEST = 5000;

/** Of what is left after so many times the average nothing is left in a double. */
const SURE = 40;

/** How probable it is that an alert has noticed by now what began so long ago, `notice` being what it takes on average. */
export const noticed = (delay: number, notice: number): number => (delay > SURE * notice ? 1 : 1 - Math.exp(-Math.max(FINEST, delay) / notice));
