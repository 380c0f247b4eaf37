import type { PlaceEvidence } from './signal.js';

/** In a place one service may alert by chance; each further one says as much as one so many calls away. */
const FURTHER = 2;

/** What the services that alert say, and the change would explain: the less, the more seldom a cause is so many calls away. */
export const saidByExplained = ({ explained, says, score: { coverage: { byHops } } }: Pick<PlaceEvidence, 'explained' | 'says' | 'score'>): number => {
  if (explained[0].by === 'scope') return saidInPlace(says, byHops);
  let sum = 0;
  for (const { service, hops } of explained) sum += (says.get(service) ?? 0) * (byHops[hops] ?? 0);
  return sum;
};

const saidInPlace = (says: ReadonlyMap<string, number>, byHops: readonly number[]): number => {
  let [most, sum] = [0, 0];
  for (const value of says.values()) {
    sum += value;
    if (value > most) most = value;
  }
  // who alerts may be no service that is known
  return says.size === 0 ? (byHops[0] ?? 0) : most * (byHops[0] ?? 0) + (sum - most) * (byHops[FURTHER] ?? 0);
};
