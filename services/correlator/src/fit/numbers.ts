/** A number of the score and where it stands, as in `kind.config`. */
export interface Place {
  readonly path: readonly string[];
  readonly value: number;
}

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every number of a rules file's `score`, whatever signals there are. What stands in a list is a distribution, and a span of time is text there: neither
 * is one.
 */
export const numbersOf = (tree: unknown, path: readonly string[] = []): Place[] => {
  if (typeof tree === 'number') return [{ path, value: tree }];
  return isTree(tree) ? Object.entries(tree).flatMap(([key, inner]) => numbersOf(inner, [...path, key])) : [];
};

/** The same tree with one number more or less at a place. */
export const moved = <T>(tree: T, [key, ...rest]: readonly string[], by: number): T => {
  if (key === undefined) return ((tree as number) + by) as T;
  const from = tree as Tree;
  return { ...from, [key]: moved(from[key], rest, by) } as T;
};
