import type { Change } from '../events/change.js';

const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;

/** `60 s`, `4 minutes`, `10 hours`: how a person says a span of milliseconds. */
export const span = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} s`;
  for (const [unit, size] of units) {
    const count = Math.round(seconds / size);
    if (seconds >= size) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return `${seconds} s`;
};

export const listed = (names: readonly string[]): string => {
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
};

export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** `92 %`, `3.2 %`, `below 0.1 %`: how a person says a probability. */
export const percent = (probability: number): string =>
  probability > 0 && probability < 0.0005 ? 'below 0.1 %' : `${(probability * 100).toFixed(probability < 0.1 ? 1 : 0)} %`;

/** Who did it, as far as any step says: a person before a machine. */
export const doer = (changes: readonly Change[]): string | undefined => {
  let [person, onBehalfOf, anybody]: (string | undefined)[] = [];
  for (const { actor } of changes) {
    if (actor === undefined) continue;
    if (actor.kind === 'human' && actor.name !== undefined) person ??= actor.onBehalfOf ?? actor.name;
    onBehalfOf ??= actor.onBehalfOf;
    anybody ??= actor.name;
  }
  return person ?? onBehalfOf ?? anybody;
};
