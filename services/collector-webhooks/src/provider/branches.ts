import { patternOf } from '@culprit/domain';
import { z } from 'zod';

/** For senders that do not say which branch is the default one. */
export const Branches = z.array(z.string().min(1).max(300)).max(100).default(['main', 'master'])
  .describe('The branches that run somewhere (* for any text); pushes to others, and their builds, are skipped. Used where the sender does not name the default branch.');
export type Branches = z.output<typeof Branches>;

export const isOneOf = (branches: Branches, branch: string): boolean => branches.some((pattern) => patternOf(pattern)(branch));

/** The text after a prefix; undefined for another text. */
export const after = (prefix: string, text: string): string | undefined => (text.startsWith(prefix) ? text.slice(prefix.length) : undefined);
