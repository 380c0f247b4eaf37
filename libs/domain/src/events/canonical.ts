/** JSON with object keys sorted at every depth and `undefined` left out: equal values give equal text, whatever their key order. */
export const canonicalJson = (value: unknown): string => {
  const walk = { odd: false };
  const copy = ordered(value, walk);
  return walk.odd ? written(value) : JSON.stringify(copy);
};

/**
 * Every event and every revision passes here, several times: the engine writes a copy whose keys were put in in order three times faster than
 * text is put together. Not so where an object orders its keys itself (numbers) or takes one for its prototype: those are `odd`.
 */
const ordered = (value: unknown, walk: { odd: boolean }): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => ordered(item, walk));
  const from = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(from).sort()) {
    if (isOdd(key)) walk.odd = true;
    const item = from[key];
    if (item !== undefined) copy[key] = ordered(item, walk);
  }
  return copy;
};

const isOdd = (key: string): boolean => (key.charCodeAt(0) >= 48 && key.charCodeAt(0) <= 57) || key === '__proto__';

const written = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${fields.sort(([a], [b]) => compareText(a, b)).map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`).join(',')}}`;
};

/** Order of text by code unit: the same on every machine and in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
