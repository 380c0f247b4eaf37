/** Where a number may have more digits than a double keeps: what stands before a number of JSON, and that many. */
const LONG = /(?:^|[\s:,[-])\d{16}/;

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
type WithRaw = typeof JSON & { readonly rawJSON: (text: string) => unknown };

const exact: Reviver = (_, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value;

/** `JSON.parse`, but integers beyond 2^53 are `bigint` and lose no digit. */
export const parseExact = (text: string): unknown => (LONG.test(text) ? JSON.parse(text, exact as (key: string, value: unknown) => unknown) : JSON.parse(text));

const raw: Reviver = (_, value) => (typeof value === 'bigint' ? (JSON as WithRaw).rawJSON(String(value)) : value);

/** The text of what `parseExact` gave: a `bigint` is a number again. */
export const stringifyExact = (value: unknown): string => JSON.stringify(value, raw as (key: string, value: unknown) => unknown);
