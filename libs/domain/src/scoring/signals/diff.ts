import type { Change } from '../../events/change.js';
import type { ChangeSignal } from '../signal.js';

/** The first cut of replicas to a half or less. */
const scaledDown = (changes: readonly Change[]): { readonly before: number; readonly after: number; readonly cut: number } | undefined => {
  for (const change of changes) {
    for (const { path, before, after } of change.diff) {
      if (!/(^|\.)replicas$/.test(path) || typeof before !== 'number' || typeof after !== 'number' || before <= 0 || after > before / 2) continue;
      return { before, after, cut: (before - after) / before };
    }
  }
  return undefined;
};

/** What changed, and by how much. */
export const diff: ChangeSignal = {
  name: 'diff',
  weigh: ({ changes, score }) => {
    const found = scaledDown(changes);
    return found === undefined ? undefined : score.diff.scaledDown * found.cut;
  },
  say: ({ changes }) => {
    const found = scaledDown(changes);
    return found === undefined ? '' : `replicas ${found.before} → ${found.after} (-${Math.round(found.cut * 100)} %)`;
  },
};
