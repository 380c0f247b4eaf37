import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Said {
  readonly of: string;
  readonly entry: string;
  readonly itself: number;
  readonly window: number;
  readonly lost: number;
  readonly stores: readonly string[];
  readonly calls: Readonly<Record<string, readonly string[]>>;
  readonly sends?: Readonly<Record<string, readonly string[]>>;
}

export interface Call {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'messaging';
}

/** One demo system: all of its services, and who calls or sends to whom. */
export interface System extends Omit<Said, 'calls' | 'sends'> {
  readonly name: string;
  readonly services: readonly string[];
  readonly calls: readonly Call[];
}

const pairs = (of: Readonly<Record<string, readonly string[]>>, kind: Call['kind']): Call[] => Object.entries(of).flatMap(([from, all]) => all.map((to) => ({ from, to, kind })));

const said = parse(readFileSync(join(import.meta.dirname, 'systems.yaml'), 'utf8')) as Record<string, Said>;

export const systems: readonly System[] = Object.entries(said).map(([name, { calls, sends = {}, ...rest }]) => {
  const all = [...pairs(calls, 'call'), ...pairs(sends, 'messaging')];
  return { ...rest, name, calls: all, services: [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort() };
});
