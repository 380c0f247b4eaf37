import type { Signal } from '../score.js';

/** What changed, and by how much. */
export const diff: Signal = {
  name: 'diff',
  weigh: ({ candidate, score }) => {
    for (const change of candidate.changes) {
      for (const { path, before, after } of change.diff) {
        if (!/(^|\.)replicas$/.test(path) || typeof before !== 'number' || typeof after !== 'number' || before <= 0 || after > before / 2) continue;
        const cut = (before - after) / before;
        return { contribution: score.diff.scaledDown * cut, sentence: `replicas ${before} → ${after} (-${Math.round(cut * 100)} %)` };
      }
    }
    return undefined;
  },
};
