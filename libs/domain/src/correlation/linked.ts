import type { Change } from '../events/change.js';
import { namesIn } from './operations.js';

const only = (identity: string): readonly string[] => [identity];

/** Sets of changes connected by shared identities, or by what those are `called` as well, each with at least one of `own`. What `sharing` gives may stand in the sets of several services. */
export const linked = (own: readonly Change[], sharing: (identity: string) => readonly Change[], called: (identity: string) => readonly string[] = only): Change[][] => {
  const names = namesIn(own);
  const byIdentity = new Map<string, Change[]>();
  for (const change of own) for (const identity of names(change)) void (byIdentity.get(identity)?.push(change) ?? byIdentity.set(identity, [change]));
  const done = new Set<Change>();
  return own.flatMap((start) => {
    if (done.has(start)) return [];
    done.add(start);
    const set = [start];
    const asked = new Set<string>();
    for (const change of set) {
      for (const identity of names(change).flatMap(called)) {
        if (asked.has(identity)) continue;
        asked.add(identity);
        for (const other of [...(byIdentity.get(identity) ?? []), ...sharing(identity)]) {
          if (set.includes(other)) continue;
          done.add(other);
          set.push(other);
        }
      }
    }
    return [set];
  });
};

