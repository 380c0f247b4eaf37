import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const INCLUDE = /\/\* @include ([\w/.-]+) \*\//g;
const known = new Map<string, string>();

const load = (file: string): string => readFileSync(join(here, 'queries', file), 'utf8').replace(INCLUDE, (_, part: string) => load(part).trim());

/** The text of a query of `queries/`, its parts put in; read once. */
export const sql = (name: string): string => {
  const text = known.get(name) ?? load(`${name}.sql`);
  known.set(name, text);
  return text;
};

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** The files of `migrations/`, by number. A statement ends with a semicolon at the end of a line. */
export const migrations = (): Migration[] =>
  readdirSync(join(here, 'migrations'))
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      version: Number.parseInt(file, 10),
      name: file.replace(/^\d+-|\.sql$/g, ''),
      statements: readFileSync(join(here, 'migrations', file), 'utf8').split(/;\s*$/m).map((s) => s.trim()).filter((s) => s.replace(/^--.*$/gm, '').trim() !== ''),
    }));
