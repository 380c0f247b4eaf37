/**
 * Rows as ClickHouse's TabSeparated: a third cheaper to write and to read than JSON, above all for a text that is JSON itself.
 * null → NULL; arrays and, as tuples, objects (their values in order) may nest.
 */
export const tsvLine = (row: object): string => {
  let line = '';
  for (const value of Object.values(row)) line += line === '' ? ` ${cell(value)}` : `\t${cell(value)}`;
  return line.slice(1);
};

const cell = (value: unknown): string => {
  if (typeof value === 'string') return escaped(value);
  return value === null ? '\\N' : plain(value);
};

const inside = (value: unknown): string => {
  if (typeof value === 'string') return `'${escaped(value).replaceAll("'", "\\'")}'`;
  return value === null ? 'NULL' : plain(value);
};

const plain = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inside).join(',')}]`;
  return typeof value === 'object' && value !== null ? `(${Object.values(value).map(inside).join(',')})` : String(value);
};

const SPECIAL = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string): string => (SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text);
