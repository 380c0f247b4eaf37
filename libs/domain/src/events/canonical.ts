/** JSON with object keys sorted at every depth and `undefined` left out: equal values give equal text, whatever their key order. */
export const canonicalJson = (value: unknown): string => {
  const walk = { odd: false };
  const copy = typeof value === 'object' && value !== null ? ordered(value, walk) : value;
  return walk.odd ? written(value) : JSON.stringify(copy);
};

/**
 * Every event and every revision passes here, several times: the engine writes a copy whose keys were put in in order three times faster than
 * text is put together, and what is in order already needs no copy. Not so where an object orders its keys itself (numbers) or takes one for its
 * prototype: those are `odd`.
 */
const ordered = (value: object, walk: { odd: boolean }): object => {
  if (Array.isArray(value)) return inList(value, walk);
  const from = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(from);
  let same = true;
  for (let at = 0; at < keys.length; at++) {
    if (isOdd(keys[at]!)) walk.odd = true;
    if (at > 0 && keys[at - 1]! > keys[at]!) same = false;
  }
  let copy: Record<string, unknown> | undefined;
  if (!same) {
    keys.sort();
    copy = {};
  }
  for (let at = 0; at < keys.length; at++) {
    const item = from[keys[at]!];
    if (item === undefined) continue;
    const inner = typeof item === 'object' && item !== null ? ordered(item, walk) : item;
    if (copy === undefined && inner !== item) copy = firstOf(from, keys, at);
    if (copy !== undefined) copy[keys[at]!] = inner;
  }
  return copy ?? value;
};

const firstOf = (from: Readonly<Record<string, unknown>>, keys: readonly string[], end: number): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (let at = 0; at < end; at++) if (from[keys[at]!] !== undefined) copy[keys[at]!] = from[keys[at]!];
  return copy;
};

const inList = (list: readonly unknown[], walk: { odd: boolean }): readonly unknown[] => {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = list[at];
    if (typeof item !== 'object' || item === null) continue;
    const inner = ordered(item, walk);
    if (inner !== item) (copy ??= [...list])[at] = inner;
  }
  return copy ?? list;
};

const isOdd = (key: string): boolean => (key.charCodeAt(0) >= 48 && key.charCodeAt(0) <= 57) || key === '__proto__';

const written = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${fields.sort(([a], [b]) => compareText(a, b)).map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`).join(',')}}`;
};

/** Whether two values have one canonical JSON, found without writing it: mostly they differ early, or are the same objects. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  const [ours, theirs] = [a, b] as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  let more = 0;
  for (const key of Object.keys(theirs)) if (theirs[key] !== undefined) more += 1;
  for (const key of Object.keys(ours)) {
    if (ours[key] === undefined) continue;
    if (!Object.hasOwn(theirs, key) || !isSame(ours[key], theirs[key])) return false;
    more -= 1;
  }
  return more === 0;
};

/** Two names as one key, of no other two: either may hold whatever would stand between them. */
export const pairKey = (a: string, b: string): string => `${a.length} ${a} ${b}`;

/** Order of text by code unit: the same on every machine and in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
