import type { PlaceEvidence } from './signal.js';

/** What the services that alert say, and the change would explain: the less, the more seldom a cause is so many calls away. */
export const saidByExplained = ({ explained, says, score: { coverage: { byHops } } }: Pick<PlaceEvidence, 'explained' | 'says' | 'score'>): number => {
  const isPlace = explained[0].by === 'scope';
  let sum = 0;
  for (const { service, hops } of explained) sum += (says.get(service) ?? (isPlace ? 1 : 0)) * (byHops[hops] ?? 0);
  return sum;
};
