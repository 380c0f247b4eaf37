import { Duration } from '@culprit/domain';
import { InvalidArgumentError } from 'commander';

const letters: Readonly<Record<string, string>> = { s: 'S', min: 'M', m: 'M', h: 'H', d: 'D', w: 'W' };

/** `90s`, `15m`, `1h`, `2d`, `1w` or ISO 8601 (`PT1H`), as ISO 8601. */
export const duration = (text: string): string => {
  const short = /^(\d+)(s|min|m|h|d|w)$/.exec(text);
  if (short !== null) {
    const [, amount, unit] = short as unknown as [string, string, string];
    return /[dw]/.test(unit) ? `P${amount}${letters[unit]}` : `PT${amount}${letters[unit]}`;
  }
  if (!Duration.safeParse(text).success) throw new InvalidArgumentError('A span of time looks like 90s, 15m, 1h, 2d or PT1H.');
  return text;
};

export const wholeNumber = (least: number, most: number) => (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  return number;
};

/** An http or https address. */
export const address = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InvalidArgumentError('An address looks like http://127.0.0.1:4000.');
  return text;
};

/** An instant, as RFC 3339 in UTC. */
export const instant = (text: string): string => {
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('A time looks like 2026-01-15T10:00:00Z.');
  return new Date(ms).toISOString();
};

/** Whether nothing can be in it. Both as `instant` gives them. */
export const isEmpty = ({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): boolean => from !== undefined && to !== undefined && from >= to;

export const oneOf = (...choices: readonly string[]) => (text: string): string => {
  const choice = text.toLowerCase();
  if (!choices.includes(choice)) throw new InvalidArgumentError(`There are: ${choices.join(', ')}.`);
  return choice.toUpperCase();
};
