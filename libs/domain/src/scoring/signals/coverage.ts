import { counted } from '../say.js';
import type { Signal } from '../score.js';

/** How much of the incident the change would explain; a service with many alerts counts once, and one that alerts every day counts little. */
export const coverage: Signal = {
  name: 'coverage',
  weigh: ({ candidate, alerting, says, score }) => {
    if (alerting.size === 0 || candidate.explained[0].by === 'scope' || candidate.explained[0].by === 'neighbour' || candidate.explained[0].by === 'peer') return undefined;
    const explained = candidate.explained.length;
    let all = 0;
    for (const value of says.values()) all += value;
    const mine = candidate.explained.reduce((sum, e) => sum + (says.get(e.service) ?? 0), 0);
    const contribution = score.coverage * (mine / all);
    if (alerting.size === 1) return { contribution, sentence: 'explains the one service that alerts' };
    return { contribution, sentence: `explains ${explained} of the ${counted(alerting.size, 'service')} that alert` };
  },
};
