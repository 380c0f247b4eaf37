import type { UnmappedLine } from '../client/shapes.js';
import { moment } from './ago.js';
import type { Paint } from './paint.js';

/** One line an entity: how often, whose word, and when last. */
export const unmappedText = (unmapped: readonly UnmappedLine[], paint: Paint): string => {
  const wide = (pick: (one: UnmappedLine) => string): number => Math.max(...unmapped.map((one) => pick(one).length));
  const [counts, providers, entities] = [wide(({ count }) => String(count)), wide(({ provider }) => provider), wide(({ entity }) => entity)];
  return unmapped.map(({ provider, entity, count, lastSeenAt }) =>
    `${String(count).padStart(counts)}  ${provider.padEnd(providers)}  ${paint.bold(entity.padEnd(entities))}  ${paint.dim(`last ${moment(lastSeenAt)}`)}\n`).join('');
};
