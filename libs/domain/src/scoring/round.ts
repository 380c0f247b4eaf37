/** Six decimals: what is published of every probability and contribution, and what is summed. */
export const round6 = (value: number): number => {
  const rounded = Math.round(value * 1e6) / 1e6;
  return rounded === 0 ? 0 : rounded;
};

/** Millionths: sums of what is rounded to six decimals are exact, whatever their order. */
export const micros = (contribution: number | undefined): number => (contribution === undefined ? 0 : Math.round(contribution * 1e6));
