import type { z } from 'zod';
import type { YamlDocument, YamlPath } from './document.js';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** Reads a document by a schema. Of several faults the first in the file is told: file, line, path and what was wrong. */
export const checkYaml = <S extends z.ZodType>(schema: S, document: YamlDocument): Checked<z.output<S>> => {
  const checked = schema.safeParse(document.value);
  if (checked.success) return { ok: true, value: checked.data };
  const faults = checked.error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return { path, line: document.lineOf(path), message: messageOf(issue), unknown: issue.code === 'unrecognized_keys' };
  });
  // what is misspelt is missing too: the key that is there says more
  const [first, ...others] = faults.sort((a, b) => a.line - b.line || Number(b.unknown) - Number(a.unknown));
  if (first === undefined) throw new Error('a schema refused a document without a reason');
  const more = others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'fault' : 'faults'})`;
  return { ok: false, error: `${faultAt(document, first.path, first.message)}${more}` };
};

/** `catalog.yaml, line 12, [3].aliases: expected array, received string` */
export const faultAt = (document: YamlDocument, path: YamlPath, message: string): string =>
  `${document.file}, line ${document.lineOf(path)}${path.length === 0 ? '' : `, ${pathText(path)}`}: ${message}`;

const pathText = (path: YamlPath): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${String(step)}`)).join('');

const messageOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'no such key';
  const message = issue.message.replace(/^Invalid input: /, '');
  return message.endsWith(', received undefined') ? `missing, ${message.slice(0, -', received undefined'.length)}` : message;
};
