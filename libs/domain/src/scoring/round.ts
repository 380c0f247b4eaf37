/** Six decimals: what is published of every probability and contribution, and what is summed. */
export const round6 = (value: number): number => {
  const rounded = Math.round(value * 1e6) / 1e6;
  return rounded === 0 ? 0 : rounded;
};
