import type { Suspect } from '../events/incident.js';
import type { Label } from './labels.js';

/** Where the cause stands among the suspects; 0: it is none of them. */
export const rankOf = (suspects: readonly Pick<Suspect, 'changeIds'>[], { changes }: Label): number =>
  suspects.findIndex(({ changeIds }) => changeIds.some((id) => changes.includes(id))) + 1;

/** `ranks`: one for each incident whose cause is a known change. Shares of 1; the interval holds 95 % (Wilson). */
export interface HitRates {
  readonly labels: number;
  readonly hitAt1: number;
  readonly hitAt1Low: number;
  readonly hitAt1High: number;
  readonly hitAt3: number;
  readonly meanReciprocalRank: number;
}

const Z = 1.959964;

/** Wilson's interval of a share: wide where little was counted, and never outside of 0 to 1. */
export const wilson = (hits: number, of: number): readonly [number, number] => {
  if (of === 0) return [0, 1];
  const share = hits / of;
  const middle = share + (Z * Z) / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const whole = 1 + (Z * Z) / of;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
};

export const hitRates = (ranks: readonly number[]): HitRates => {
  const labels = ranks.length;
  const share = (sum: number): number => (labels === 0 ? 0 : sum / labels);
  const hits = ranks.filter((rank) => rank === 1).length;
  const [hitAt1Low, hitAt1High] = wilson(hits, labels);
  return {
    labels, hitAt1: share(hits), hitAt1Low, hitAt1High,
    hitAt3: share(ranks.filter((rank) => rank >= 1 && rank <= 3).length),
    meanReciprocalRank: share(ranks.reduce((sum, rank) => sum + (rank === 0 ? 0 : 1 / rank), 0)),
  };
};
