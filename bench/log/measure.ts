/** One line of `npm run bench`: records a second of ours and of the peer, medians of rounds that took turns. */
export interface Measured {
  readonly name: string;
  readonly ratio: number;
  readonly goal: number;
  readonly ours: number;
  readonly peer: number;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** `ours` and `peer` give records a second; they take turns, whoever begins changes each round, and the first round only warms up. */
export const takeTurns = async (name: string, goal: number, rounds: number, ours: () => Promise<number>, peer: () => Promise<number>): Promise<Measured> => {
  const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % 2 === 0;
    const [a, b] = first ? [await ours(), await peer()] : [await peer(), await ours()];
    if (round === 0) continue;
    rates.ours.push(first ? a : b);
    rates.peer.push(first ? b : a);
  }
  const ratio = median(rates.ours.map((rate, i) => rate / (rates.peer[i] ?? rate)));
  return { name, ratio, goal, ours: median(rates.ours), peer: median(rates.peer) };
};
