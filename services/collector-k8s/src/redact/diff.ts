import type { DiffEntry } from '@culprit/domain';
import { isHidden, type Leaf, type Leaves } from './leaf.js';

/** Two projections of different rules or keys are compared only by what both show. */
const shown = (leaves: Leaves, other: Leaves): Leaves => Object.fromEntries(Object.entries(leaves).filter(([path, leaf]) => !isHidden(leaf) && !isHidden(other[path])));

const equal = (a: Leaf | undefined, b: Leaf | undefined): boolean => (isHidden(a) && isHidden(b) ? a.hash === b.hash : a === b);

const entry = (path: string, before: Leaf | undefined, after: Leaf | undefined): DiffEntry => {
  if (isHidden(before) || isHidden(after)) return { path, redacted: true };
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
};

/** What differs, by path. A hidden value says only that it changed. */
export const diff = (before: Leaves, after: Leaves, comparable = true): DiffEntry[] => {
  const [a, b] = comparable ? [before, after] : [shown(before, after), shown(after, before)];
  const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return paths.filter((path) => !equal(a[path], b[path])).map((path) => entry(path, a[path], b[path]));
};
