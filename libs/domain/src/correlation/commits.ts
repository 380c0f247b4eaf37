import { commitStem, isShortCommit, namesOfCommit } from '../events/commit.js';
import type { Window } from './candidates.js';
import { builds } from './kind-class.js';
import type { Placed } from './placed.js';
import { placedOf } from './run.js';
import { createShelves } from './shelves.js';

/** By which names a commit is known, short and whole. Nothing is kept of commits before one is named short: mostly none is. */
export interface Commits {
  /** True when a commit may now be known by more names than before. */
  put(placed: Placed): boolean;
  take(placed: Placed): void;
  /** What a change of this window, or what was written or built since `since`, may be known by that is known by this identity. */
  called(identity: string, window: Window, since: number): readonly string[];
  hasOtherNames(identity: string): boolean;
}

/** `standing`: all changes that were put and not taken. */
export const createCommits = (standing: () => Iterable<Placed>): Commits => {
  const byStem = createShelves(1);
  /** How many changes have each name. */
  const names = new Map<string, Map<string, number>>();
  let asked = false;

  const each = (placed: Placed, by: 1 | -1): boolean => {
    let more = false;
    const stems = new Set<string>();
    for (const identity of new Set(placed.identities)) {
      const stem = commitStem(identity);
      if (stem === undefined) continue;
      stems.add(stem);
      const known = names.get(stem) ?? new Map<string, number>();
      names.set(stem, known);
      const count = (known.get(identity) ?? 0) + by;
      if (count === 1 && by === 1 && known.size > 0) more = true;
      if (count > 0) known.set(identity, count);
      else known.delete(identity);
      if (known.size === 0) names.delete(stem);
    }
    for (const stem of stems) byStem[by === 1 ? 'put' : 'take'](stem, placed);
    return more;
  };
  const others = (identity: string): string | undefined => {
    const stem = asked ? commitStem(identity) : undefined;
    return stem !== undefined && (names.get(stem)?.size ?? 0) > 1 ? stem : undefined;
  };

  return {
    put: (placed) => {
      if (asked) return each(placed, 1);
      if (placed.identities?.some(isShortCommit) !== true) return false;
      asked = true;
      for (const known of standing()) each(known, 1);
      each(placed, 1);
      return true;
    },
    take: (placed) => { if (asked) each(placed, -1); },
    called: (identity, window, since) => {
      const stem = others(identity);
      if (stem === undefined) return [identity];
      const placed = placedOf(byStem.newest(stem, { ...window, from: Math.min(window.from, since), newest: Number.POSITIVE_INFINITY }));
      const found = placed.filter((p) => p.occurredAt >= window.from || builds(p.change.kind)).flatMap((p) => p.identities ?? []);
      const known = [...new Set(found.filter((other) => commitStem(other) === stem))];
      return known.includes(identity) ? namesOfCommit(identity, known) : [identity];
    },
    hasOtherNames: (identity) => others(identity) !== undefined,
  };
};
