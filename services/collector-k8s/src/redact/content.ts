import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';

/** Larger texts are compared as a whole. */
const LARGEST = 200_000;
/** `key=value`, `export KEY=value`, `key: value` of a properties file. */
const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.[\]/-]{0,127})\s*([=:])\s?(.*)$/;
const COMMENT = /^\s*([#!;].*)?$/;

const lines = (text: string, sign: '=' | ':' | undefined): Record<string, string> | undefined => {
  const map: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    if (COMMENT.test(line)) continue;
    const [, key, found, value] = LINE.exec(line) ?? [];
    if (key === undefined || value === undefined || (sign !== undefined && found !== sign)) return undefined;
    map[key] = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  }
  return Object.keys(map).length === 0 ? undefined : map;
};

const attempt = (parse: () => unknown): unknown => {
  try {
    return parse();
  } catch {
    return undefined; // not of this format: the text is compared as a whole
  }
};

const yaml = (text: string): unknown => {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some((document) => document.errors.length > 0)) return undefined;
  const values = documents.map((document): unknown => document.toJS({ maxAliasCount: 50 }));
  return values.length === 1 ? values[0] : values;
};

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a configuration's text says, as a tree of fields: JSON, YAML, TOML, properties or dotenv. Undefined when it is none of these. */
export const contentOf = (name: string, text: string): object | undefined => {
  if (text.length > LARGEST) return undefined;
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? (/(^|[.-])env$/i.test(name) ? 'env' : '');
  const tries: (() => unknown)[] = [];
  if (/^\s*[{[]/.test(text)) tries.push(() => JSON.parse(text));
  if (ending === 'toml') tries.push(() => parseToml(text));
  if (ending === 'env' || ending === 'properties') tries.push(() => lines(text, undefined));
  if (text.includes('\n') || ending === 'yaml' || ending === 'yml') {
    if (ending !== 'yaml' && ending !== 'yml') tries.push(() => lines(text, '='), () => parseToml(text));
    tries.push(() => yaml(text));
  }
  for (const each of tries) {
    const value = attempt(each);
    if (isTree(value)) return value;
  }
  return undefined;
};
