export type Body = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

export interface BodyLimits {
  /** Most keys of objects and items of arrays, together. */
  readonly maxKeys: number;
}
const MAX_DEPTH = 64;
export const MAX_KEYS = 10_000;

const fail = (error: string): Body => ({ ok: false, error });

/** The text of a body as JSON that is safe to walk: no deeper than 64, no more keys than allowed, no key that reaches a prototype. */
export const parseJson = (text: string, { maxKeys }: BodyLimits): Body => {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  } catch (error) {
    return fail(`not JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
  }
  const harm = harmIn(value, maxKeys);
  return harm === undefined ? { ok: true, value } : fail(harm);
};

const BYTE_ORDER_MARK = 0xfeff;

/** Walks level by level, never by recursion: V8 parses nesting that would overflow whoever walks it so. */
const harmIn = (value: unknown, maxKeys: number): string | undefined => {
  let keys = 0;
  let level: object[] = isObject(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH}`;
    const below: object[] = [];
    for (const each of level) {
      const isArray = Array.isArray(each);
      const names = isArray ? each : Object.keys(each);
      keys += names.length;
      if (keys > maxKeys) return `more than ${maxKeys} keys and items`;
      for (const name of names) {
        const inside: unknown = isArray ? name : (each as Record<string, unknown>)[name as string];
        if (!isArray && reachesPrototype(name as string, inside)) return `the key ${JSON.stringify(name)} would reach an object prototype`;
        if (isObject(inside)) below.push(inside);
      }
    }
    level = below;
  }
  return undefined;
};

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object';

/** `__proto__`, and `constructor` with a `prototype` inside: what a careless merge would follow into every object. */
const reachesPrototype = (name: string, inside: unknown): boolean =>
  name === '__proto__' || (name === 'constructor' && isObject(inside) && Object.hasOwn(inside, 'prototype'));

/** A form's `payload` field is the JSON that GitHub posts so; any other form is read as an object of its fields, as Datadog encodes it. */
export const parseForm = (text: string, limits: BodyLimits): Body => {
  const fields = new URLSearchParams(text);
  const payload = fields.get('payload');
  if (payload !== null) return parseJson(payload, limits);
  if (fields.size === 0) return fail('an empty form');
  if (fields.size > limits.maxKeys) return fail(`more than ${limits.maxKeys} fields`);
  if (fields.has('__proto__')) return fail('the key "__proto__" would reach an object prototype');
  return { ok: true, value: Object.fromEntries(fields) };
};

export const parseBody = (contentType: string, bytes: Buffer, limits: BodyLimits): Body => {
  if (bytes.length === 0) return fail('an empty body');
  const text = bytes.toString('utf8');
  return /^application\/x-www-form-urlencoded\b/i.test(contentType) ? parseForm(text, limits) : parseJson(text, limits);
};
