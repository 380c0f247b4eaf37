import { contentOf } from './content.js';
import type { Leaf } from './leaf.js';
import type { Redactor } from './redactor.js';
import { isSecretName, namesSecret } from './safe.js';

export type Fields = Readonly<Record<string, unknown>>;
export type Put = (path: string, leaf: Leaf) => void;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What tells items of an author's own list apart. */
const KEYS = ['name', 'id', 'key', 'host'] as const;
const DEEPEST = 40;

/** A name that the author gave, as a part of a path: what looks like a secret is named by its hash. */
export const segment = (redactor: Redactor, key: string): string => {
  if (key.length <= 253 && !isSecretName(key)) return key;
  const leaf = redactor.free('a key', 'secret', key);
  return typeof leaf === 'object' && leaf !== null ? `#${leaf.hash}` : '#';
};

/**
 * The leaves of what an author wrote freely (values of a chart, a configuration file, a custom resource): shown by their shape alone, and
 * never below a name that is a secret's.
 */
export const freeTree = (root: string, rootName: string, value: unknown, redactor: Redactor, put: Put): void => {
  const scalar = (path: string, name: string, v: unknown): void => {
    if (typeof v === 'boolean' || v === null) return put(path, v);
    if (typeof v === 'bigint' || typeof v === 'number') return put(path, namesSecret(name) ? redactor.free(path, name, String(v)) : Number(v));
    if (v instanceof Date) return put(path, v.toISOString());
    if (typeof v === 'string') put(path, redactor.free(path, name, v));
  };
  const walk = (path: string, name: string, v: unknown, depth: number): void => {
    if (depth > DEEPEST) return put(path, redactor.free(path, 'secret', JSON.stringify(v)));
    if (Array.isArray(v)) return v.forEach((item, index) => walk(`${path}[${itemKey(item, index)}]`, name, item, depth + 1));
    if (!isFields(v) || v instanceof Date) return scalar(path, name, v);
    const paired = pairedName(v);
    for (const [key, inner] of Object.entries(v)) {
      const called = key === 'value' && paired !== undefined ? paired : namesSecret(name) ? name : key;
      walk(`${path}.${segment(redactor, key)}`, called, inner, depth + 1);
    }
  };
  const itemKey = (item: unknown, index: number): string => {
    if (!isFields(item)) return String(index);
    const key = KEYS.find((k) => typeof item[k] === 'string' || typeof item[k] === 'number');
    return key === undefined ? String(index) : segment(redactor, String(item[key]));
  };
  walk(root, rootName, value, 0);
};

const pairedName = (fields: Fields): string | undefined => {
  const name = fields['name'] ?? fields['key'];
  return typeof name === 'string' && Object.hasOwn(fields, 'value') ? name : undefined;
};

/** A text of an author's, by leaf where it is written in a format that we read, else as a whole. */
export const freeText = (path: string, name: string, text: string, redactor: Redactor, put: Put): void => {
  const content = namesSecret(name) ? undefined : contentOf(name, text);
  if (content === undefined) put(path, redactor.free(path, name, text));
  else freeTree(path, '', content, redactor, put);
};
