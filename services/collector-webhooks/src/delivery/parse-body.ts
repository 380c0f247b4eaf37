import { isClean, isNaming, mayHoldSecret, namesSecret, parseExact } from '@culprit/domain';

/** A body that is safe to walk, or why it is none. */
export type Body =
  | { readonly ok: true; readonly value: unknown; /** There may be a secret in it: `redact` knows. */ readonly secret: boolean }
  | { readonly ok: false; readonly error: string };

export interface BodyLimits {
  /** Most keys of objects and items of arrays, together. */
  readonly maxKeys: number;
}
const MAX_DEPTH = 64;
export const MAX_KEYS = 10_000;

const fail = (error: string): Body => ({ ok: false, error });

/** The text of a body as JSON that is safe to walk: no deeper than 64, no more keys than allowed, no key that reaches a prototype. Integers beyond 2^53 are `bigint`. */
export const parseJson = (text: string, { maxKeys }: BodyLimits): Body => {
  const json = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  let value: unknown;
  try {
    value = parseExact(json);
  } catch (error) {
    return fail(isMarkup(text) ? 'XML, not JSON: choose JSON at the sender' : notJson(error));
  }
  return walked(value, maxKeys, isClean(json));
};

const BYTE_ORDER_MARK = 0xfeff;

const isMarkup = (text: string): boolean => /^[\s\ufeff]{0,100}</.test(text);

/** Where it broke, never with what: the text around it would go to logs. */
const notJson = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  const at = /at position \d{1,12}/.exec(message)?.[0];
  if (at !== undefined) return `not JSON, ${at}`;
  return message.startsWith('Unexpected end') ? 'not JSON: it ends too early' : 'not JSON';
};

interface Level {
  readonly name: string;
  readonly inside: object;
}

/**
 * One walk for harm and for a first look after secrets, at names alone where the texts are known to be `clean`. Level by level, never by recursion: V8
 * parses nesting that would overflow whoever walks it so.
 */
const walked = (value: unknown, maxKeys: number, clean: boolean): Body => {
  const mayBeSecret = clean ? namedSecret : eitherSecret;
  let keys = 0;
  let secret = typeof value === 'string' && mayBeSecret('', value);
  let level: Level[] = isObject(value) ? [{ name: '', inside: value }] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return fail(`nested deeper than ${MAX_DEPTH}`);
    const below: Level[] = [];
    for (const { name, inside } of level) {
      if (Array.isArray(inside)) {
        keys += inside.length;
        if (keys > maxKeys) return fail(`more than ${maxKeys} keys and items`);
        for (const item of inside as unknown[]) {
          if (isObject(item)) below.push({ name, inside: item });
          else secret ||= mayBeSecret(name, item);
        }
        continue;
      }
      const names = Object.keys(inside);
      keys += names.length;
      if (keys > maxKeys) return fail(`more than ${maxKeys} keys and items`);
      // beside their names, which costs less than asking for one after the other
      const fields: unknown[] = Object.values(inside);
      for (let at = 0; at < names.length; at++) {
        const [key, field] = [names[at]!, fields[at]];
        if (reachesPrototype(key, field)) return fail(`the key ${JSON.stringify(key)} would reach an object prototype`);
        if (isObject(field)) {
          below.push({ name: key, inside: field });
          secret ||= namesSecret(key);
        } else secret ||= mayBeSecret(key, field);
      }
    }
    level = below;
  }
  return { ok: true, value, secret };
};

/** For its name. A text that is a name of secrets may stand beside its value: `{"name": "API_TOKEN", "value": ...}`. */
const namedSecret = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean' || value === null || value === '') return false;
  return namesSecret(name) || (typeof value === 'string' && value.length < 300 && isNaming(name) && namesSecret(value));
};
/** For its name or its look. */
const eitherSecret = (name: string, value: unknown): boolean => namedSecret(name, value) || (typeof value === 'string' && mayHoldSecret(name, value));

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
  return walked(Object.fromEntries(fields), limits.maxKeys, false);
};

export const isForm = (contentType: string): boolean => /^application\/x-www-form-urlencoded\b/i.test(contentType);

export const parseBody = (contentType: string, bytes: Buffer, limits: BodyLimits): Body => {
  if (bytes.length === 0) return fail('an empty body');
  const text = bytes.toString('utf8');
  return isForm(contentType) ? parseForm(text, limits) : parseJson(text, limits);
};
