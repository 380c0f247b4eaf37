/** Small and fast, and the same for the same seed on every machine (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Random = () => number;
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const odd: readonly Json[] = [
  null, true, false, 0, -1, 1e308, 2 ** 53, '', ' ', '0', 'null', '\u0000', '\ud800', '‮', '../..', '0001-01-01T00:00:00Z', '2024-02-29T23:59:60Z', 'x'.repeat(20_000),
  '日本語', [], {}, [[]], { a: { b: [] } }, 'javascript:alert(1)', '__proto__', '${jndi:ldap://x}', 'https://user:pass@host/', 9_999_999_999_999,
];

const placesOf = (value: Json, path: (string | number)[] = [], all: (string | number)[][] = []): (string | number)[][] => {
  all.push(path);
  if (value !== null && typeof value === 'object' && all.length < 2_000) for (const [key, inside] of Object.entries(value)) placesOf(inside, [...path, key], all);
  return all;
};

const put = (value: Json, path: readonly (string | number)[], by: Json): Json => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (value === null || typeof value !== 'object') return value;
  (value as Record<string, Json>)[key] = put((value as Record<string, Json>)[key] ?? null, rest, by);
  return value;
};

const retyped = (random: Random, text: string): Buffer => {
  let value = JSON.parse(text) as Json;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) value = put(value, pick(random, placesOf(value)), structuredClone(pick(random, odd)));
  return Buffer.from(JSON.stringify(value));
};

const deep = (random: Random, text: string): Buffer => {
  const depth = pick(random, [10, 65, 1_000, 20_000]);
  const [open, close] = pick(random, [['[', ']'], ['{"a":', '}']] as const);
  const nest = open.repeat(depth) + '1' + close.repeat(depth);
  return Buffer.from(random() < 0.5 ? nest : `${text.trimEnd().slice(0, -1)},"deep":${nest}}`);
};

const huge = (random: Random, text: string): Buffer => {
  const inside = pick(random, [`"${'a'.repeat(900_000)}"`, `[${'1,'.repeat(12_000)}1]`, `{${Array.from({ length: 11_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`, '1'.repeat(50_000), '9007199254740993123']);
  return Buffer.from(`${text.trimEnd().slice(0, -1)},"huge":${inside}}`);
};

const flipped = (random: Random, body: Buffer): Buffer => {
  const copy = Buffer.from(body);
  for (let times = 1 + Math.floor(random() * 8); times > 0; times--) {
    const at = Math.floor(random() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return copy;
};

const encoded = (random: Random, text: string): Buffer => {
  const how = pick(random, ['utf16le', 'latin1', 'bom', 'twice', 'base64', 'form', 'nul'] as const);
  switch (how) {
    case 'utf16le':
    case 'latin1': return Buffer.from(text, how);
    case 'bom': return Buffer.from(`\ufeff${text}`);
    case 'twice': return Buffer.from(JSON.stringify(text));
    case 'base64': return Buffer.from(Buffer.from(text).toString('base64'));
    case 'form': return Buffer.from(new URLSearchParams({ payload: text }).toString());
    case 'nul': return Buffer.from(`${text}\u0000`);
  }
};

/** A body as a hostile or broken sender would send it: cut, flipped, retyped, deep, huge, or in a wrong encoding. */
export const mutate = (random: Random, body: Buffer): Buffer => {
  const text = body.toString('utf8');
  switch (pick(random, ['cut', 'flip', 'retype', 'retype', 'retype', 'retype', 'deep', 'huge', 'encode'] as const)) {
    case 'cut': return body.subarray(0, Math.floor(random() * body.length));
    case 'flip': return flipped(random, body);
    case 'retype': return retyped(random, text);
    case 'deep': return deep(random, text);
    case 'huge': return huge(random, text);
    case 'encode': return encoded(random, text);
  }
};
