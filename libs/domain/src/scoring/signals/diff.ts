import type { Change } from '../../events/change.js';
import { amounts } from '../amount.js';
import type { ChangeSignal } from '../signal.js';

/** How many of it there are. */
const REPLICAS = /(?:^|[._])(?:min|max|desired)?_?replicas$|(?:^|[._])desired_?(?:count|capacity)$/i;
/** What it may use, keep open or do at once. */
const ROOM = /(?:^|[._\]])(?:limits[._](?:memory|cpu)|[\w-]*(?:pool|max|limit|memory|heap|thread|worker|connection|concurrency|capacity|quota|timeout)[\w-]*)$/i;

interface Cut {
  readonly what: string;
  readonly before: string | number;
  readonly after: string | number;
  /** Share of before, 0.5 to 1. */
  readonly share: number;
  readonly of: 'scaledDown' | 'lessRoom';
}

const isSaid = (value: unknown): value is string | number => typeof value === 'number' || typeof value === 'string';

/** The first cut to a half or less, of replicas before anything else. */
const cutBy = (changes: readonly Change[]): Cut | undefined => {
  let found: Cut | undefined;
  for (const change of changes) {
    for (const { path, before, after } of change.diff) {
      const of = REPLICAS.test(path) ? 'scaledDown' : found === undefined && ROOM.test(path) ? 'lessRoom' : undefined;
      if (of === undefined || !isSaid(before) || !isSaid(after)) continue;
      const [from, to] = amounts(before, after) ?? [0, 0];
      if (from <= 0 || to < 0 || to > from / 2) continue;
      found = { what: of === 'scaledDown' ? 'replicas' : path, before, after, share: (from - to) / from, of };
      if (of === 'scaledDown') return found;
    }
  }
  return found;
};

/** What changed, and by how much. */
export const diff: ChangeSignal = {
  name: 'diff',
  weigh: ({ changes, score }) => {
    const found = cutBy(changes);
    return found === undefined ? undefined : score.diff[found.of] * found.share;
  },
  say: ({ changes }) => {
    const found = cutBy(changes);
    return found === undefined ? '' : `${found.what} ${found.before} → ${found.after} (-${Math.round(found.share * 100)} %)`;
  },
};
