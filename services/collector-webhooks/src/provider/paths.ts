import { patternOf } from '@culprit/domain';
import { z } from 'zod';

/** Of a push's files so many are looked at; one of more is everybody's. */
const FILES_READ = 3000;

/** Which service lives where in a repository of many. */
export const Paths = z.record(z.string().min(1).max(300), z.string().min(1).max(300)).default({})
  .refine((paths) => Object.keys(paths).length <= 200, { error: 'at most 200 paths' })
  .describe('A repository of many services: path to service, such as "services/checkout/": "checkout"; a path with * is a pattern over the whole path of a file, another one its beginning.');
export type Paths = z.output<typeof Paths>;

export interface Touched {
  /** Those whose files were changed, sorted. */
  readonly services: readonly string[];
  /** Whether every changed file is one of theirs. */
  readonly whole: boolean;
}

/** The services that the changed files of commits belong to. Linear: no more than 3,000 files against 200 paths. */
export const touched = (paths: Paths, commits: readonly unknown[]): Touched => {
  const tests = Object.entries(paths).map(([path, service]) => ({ service, matches: path.includes('*') ? patternOf(path) : (file: string) => file.startsWith(path) }));
  if (tests.length === 0) return { services: [], whole: false };
  const found = new Set<string>();
  let whole = true;
  let files = 0;
  for (const file of filesOf(commits)) {
    if (++files > FILES_READ) return { services: [], whole: false };
    const owners = tests.filter(({ matches }) => matches(file));
    if (owners.length === 0) whole = false;
    for (const { service } of owners) found.add(service);
  }
  return { services: [...found].sort(), whole: whole && files > 0 };
};

function* filesOf(commits: readonly unknown[]): Generator<string> {
  for (const commit of commits) {
    if (commit === null || typeof commit !== 'object') continue;
    for (const list of ['added', 'modified', 'removed'] as const) {
      const files: unknown = (commit as Readonly<Record<string, unknown>>)[list];
      if (Array.isArray(files)) for (const file of files) if (typeof file === 'string') yield file.slice(0, 1000);
    }
  }
}

/**
 * What a push is about. Where the map knows every file, its services outright; where it does not, they and the repository, so that whoever else lives
 * there is not forgotten.
 */
export const subjectOf = ({ services, whole }: Touched, entities: readonly string[]): { services: string[]; entities: string[] } =>
  whole ? { services: [...services], entities: [...entities] } : { services: [], entities: [...new Set([...services.map((service) => `service:${service}`), ...entities])] };
