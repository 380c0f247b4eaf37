import { parseExact, stringifyExact } from '../json/exact.js';
import { namesIdentifier, namesSecret } from './names.js';
import { maySecret } from './glance.js';
import { hidePatterns } from './patterns.js';
import { hideRandom } from './random.js';
import { HIDDEN } from './rules.js';

const SHORTEST = 8;
/** JSON inside a text inside JSON: so often. */
const MOST_INSIDE = 3;
const DEEPEST = 200;

/** Whether there may be a secret in a text that stands under this name: a quick look, never false where `redact` would hide something. */
export const mayHoldSecret = (name: string, text: string): boolean => text !== '' && (namesSecret(name) || (text.length >= SHORTEST && (maySecret(text, !namesIdentifier(name)) || isJson(text))));

/** Whether there is one. */
export const holdsSecret = (name: string, text: string): boolean => mayHoldSecret(name, text) && redact(text, name) !== text;

/** A text without what is a credential by its look or by what stands before it; the same text when there is none. */
export const withoutSecrets = (text: string, name = ''): string => inText(text, name, 0);

/**
 * A JSON value without secrets: whatever stands under a name of secrets is hidden, and in every other text what looks like one, also inside JSON that is
 * written in a text. What is hidden leaves nothing of itself: no length, no beginning, no hash. The same value when there is nothing to hide.
 */
export const redact = <T>(value: T, name = ''): T => inValue(value, name, namesSecret(name), 0, 0) as T;

const inText = (text: string, name: string, inside: number): string => {
  if (text.length < SHORTEST) return text;
  const shown = (inside < MOST_INSIDE && isJson(text) ? inJson(text, inside + 1) : undefined) ?? inPlain(text, name);
  // what was cut to a limit stays within it
  return shown.length > text.length && text.length > 250 ? shown.slice(0, text.length).toWellFormed() : shown;
};

const inPlain = (text: string, name: string): string => {
  const random = !namesIdentifier(name);
  if (!maySecret(text, random)) return text;
  const plain = hidePatterns(text);
  return random ? hideRandom(plain, HIDDEN) : plain;
};

const isJson = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return (first === 0x7b || first === 0x5b) && /[}\]]\s*$/.test(text.slice(-8));
};

const inJson = (text: string, inside: number): string | undefined => {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return undefined;
  }
  const shown = inValue(value, '', false, 0, inside);
  return shown === value ? text : stringifyExact(shown);
};

const inValue = (value: unknown, name: string, secret: boolean, depth: number, inside: number): unknown => {
  if (typeof value === 'string') return secret && value !== '' && !isShowable(value) ? HIDDEN : inText(value, name, inside);
  if (typeof value === 'number' || typeof value === 'bigint') return secret ? HIDDEN : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth >= DEEPEST) return HIDDEN;
  return Array.isArray(value) ? inList(value, name, secret, depth + 1, inside) : inFields(value, secret, depth + 1, inside);
};

const inList = (list: readonly unknown[], name: string, secret: boolean, depth: number, inside: number): readonly unknown[] => {
  const shown = list.map((item) => inValue(item, name, secret, depth, inside));
  return shown.some((item, at) => item !== list[at]) ? shown : list;
};

/** Which secret, never the secret; or what somebody before us has put in its place. */
const isShowable = (text: string): boolean => /^arn:aws[\w-]*:/.test(text) || /^(?:[[(<*]{0,3}(?:redacted|hidden|masked|filtered|secret)[\])>*]{0,3}|[*x•]{3,40})$/i.test(text);

/** What authors list as `{name, value}` or `{path, before, after}` is a field under that name. Of a secret that is an object its name and id are shown. */
const NAMING = ['name', 'Name', 'key', 'Key', 'path', 'field', 'property', 'variable', 'parameterName', 'ParameterKey'] as const;
const VALUES: ReadonlySet<string> = new Set(['value', 'Value', 'before', 'after', 'old', 'new', 'from', 'to', 'previous', 'current', 'oldValue', 'newValue', 'old_value', 'new_value', 'parameterValue', 'ParameterValue']);

const namesItsValue = (fields: object): boolean =>
  NAMING.some((naming) => {
    const said: unknown = Object.hasOwn(fields, naming) ? (fields as Record<string, unknown>)[naming] : undefined;
    return typeof said === 'string' && namesSecret(said);
  });

const inFields = (fields: object, secret: boolean, depth: number, inside: number): object => {
  const paired = namesItsValue(fields);
  let changed: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const shown = inValue(value, name, (secret && !namesIdentifier(name)) || namesSecret(name) || (paired && VALUES.has(name)), depth, inside);
    if (shown === value) continue;
    changed ??= { ...fields };
    changed[name] = shown;
  }
  return changed ?? fields;
};
