import type { HitRates } from '@culprit/domain';

/** A share of 1 for a person. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `77.7 % (95 %: 72.6 % to 82.1 %)`: how often the first was right. */
export const hits = ({ hitAt1, hitAt1Low, hitAt1High }: HitRates): string => `${percent(hitAt1)} (95 %: ${percent(hitAt1Low)} to ${percent(hitAt1High)})`;
