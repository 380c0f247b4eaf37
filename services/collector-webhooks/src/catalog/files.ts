import { glob, stat } from 'node:fs/promises';
import { dirname, matchesGlob, normalize } from 'node:path';

/** A file as it was found; equal signatures: nobody has written to it. */
export interface Found {
  readonly path: string;
  readonly signature: string;
  readonly bytes: number;
}

export interface Listing {
  readonly files: readonly Found[];
  /** Paths and folders that cannot be read, each a sentence. What would be in them is not known to be gone. */
  readonly faults: readonly string[];
  /** Whether a file that is not there would be listed if it were. */
  readonly wouldList: (path: string) => boolean;
}

const isPattern = (text: string): boolean => /[*?[{]/.test(text);

/** The folder before the first wildcard. */
const baseOf = (pattern: string): string => dirname(`${pattern.slice(0, pattern.search(/[*?[{]/))}x`);

/** What a mounted ConfigMap keeps beside its files: `..data` and what that points to. */
const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('..') && part.length > 2);

export const listFiles = async (patterns: readonly string[]): Promise<Listing> => {
  const files = new Map<string, Found>();
  const faults: string[] = [];
  const readable: string[] = [];
  const find = async (path: string): Promise<boolean> => {
    const found = await stat(path);
    if (found.isFile()) files.set(path, { path, bytes: found.size, signature: `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` });
    return found.isFile();
  };
  for (const pattern of patterns.map((each) => normalize(each))) {
    try {
      if (!isPattern(pattern)) {
        if (!(await find(pattern))) faults.push(`${pattern} is no file`);
        continue;
      }
      await stat(baseOf(pattern));
      for await (const path of glob(pattern)) if (!isHidden(path)) await find(path).catch(() => false);
      readable.push(pattern);
    } catch (error) {
      faults.push(`${pattern} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: sorted, faults, wouldList: (path) => !isHidden(path) && readable.some((pattern) => matchesGlob(path, pattern)) };
};
