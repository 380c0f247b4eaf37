/** So many digits may be more than a double keeps. */
const LONG = 16;
const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
};

/** Whether so many digits stand together behind what stands before a number. Of so many the sixteenth letter of a row is one, whichever row. */
const hasLong = (text: string): boolean => {
  for (let at = 0; at < text.length; at += LONG) {
    if (!isDigit(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (isDigit(text, start - 1)) start--;
    while (isDigit(text, end)) end++;
    if (end - start >= LONG && (start === 0 || ' \t\n\r:,[-'.includes(text[start - 1] ?? ''))) return true;
  }
  return false;
};

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
type WithRaw = typeof JSON & { readonly rawJSON: (text: string) => unknown };

const exact: Reviver = (_, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value;

/** `JSON.parse`, but integers beyond 2^53 are `bigint` and lose no digit. */
export const parseExact = (text: string): unknown => (hasLong(text) ? JSON.parse(text, exact as (key: string, value: unknown) => unknown) : JSON.parse(text));

const raw: Reviver = (_, value) => (typeof value === 'bigint' ? (JSON as WithRaw).rawJSON(String(value)) : value);

/** The text of what `parseExact` gave: a `bigint` is a number again. */
export const stringifyExact = (value: unknown): string => JSON.stringify(value, raw as (key: string, value: unknown) => unknown);
