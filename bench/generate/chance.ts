import { createHash } from 'node:crypto';
import type { Delay } from './parameters.ts';

/** Chance from a seed: the same on every machine. Each part of the world draws from its own, so that a change to one leaves the others as they were. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** True with this probability. */
  is(share: number): boolean;
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  one<T>(of: readonly T[]): T;
  /** A key, by its share. */
  kind(shares: Readonly<Record<string, number>>): string;
  exponential(mean: number): number;
  normal(): number;
  logNormal(median: number, sigma: number): number;
  delay(mixture: Delay): number;
  poisson(mean: number): number;
}

/** sfc32: small, fast and good enough for a world to be drawn from. */
const sfc32 = (seed: string): (() => number) => {
  const words = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [words.readInt32LE(0), words.readInt32LE(4), words.readInt32LE(8), 1];
  const step = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
};

export const chance = (seed: string): Chance => {
  const next = sfc32(seed);
  const byShare = <T>(parts: readonly (readonly [T, number])[]): T => {
    let rest = next() * parts.reduce((sum, [, share]) => sum + share, 0);
    for (const [part, share] of parts) {
      rest -= share;
      if (rest < 0) return part;
    }
    return (parts.at(-1) as readonly [T, number])[0];
  };
  const drawn: Chance = {
    next,
    is: (share) => next() < share,
    between: (low, high) => low + next() * (high - low),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    one: (of) => of[Math.floor(next() * of.length)] as (typeof of)[number],
    kind: (shares) => byShare(Object.entries(shares)),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    logNormal: (median, sigma) => median * Math.exp(sigma * drawn.normal()),
    delay: (mixture) => {
      const { exponential, logNormal, uniform } = byShare(mixture.map((part) => [part, part.share] as const));
      if (exponential !== undefined) return drawn.exponential(exponential);
      if (logNormal !== undefined) return drawn.logNormal(logNormal.median, logNormal.sigma);
      return drawn.between(...(uniform ?? [0, 0]));
    },
    poisson: (mean) => {
      let count = 0;
      for (let at = drawn.exponential(1); at < mean; at += drawn.exponential(1)) count += 1;
      return count;
    },
  };
  return drawn;
};
