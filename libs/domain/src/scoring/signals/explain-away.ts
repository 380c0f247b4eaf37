import { listed } from '../say.js';
import type { Signal } from '../score.js';

/** Something deeper alerts too: then it is the better culprit. */
export const explainAway: Signal = {
  name: 'explain-away',
  weigh: ({ candidate, alerting, says, callees, score }) => {
    const deeper = callees.filter((callee) => alerting.has(callee) && callee !== candidate.service);
    if (deeper.length === 0) return undefined;
    return { contribution: -score.explainAway * deeper.reduce((most, callee) => Math.max(most, says.get(callee) ?? 1), 0), sentence: `${listed(deeper)}, which ${candidate.service ?? 'it'} calls, ${deeper.length === 1 ? 'alerts' : 'alert'} as well` };
  },
};
