import { counted } from '../say.js';
import type { Signal } from '../score.js';

/** How much of the incident the change would explain; a service with many alerts counts once. */
export const coverage: Signal = {
  name: 'coverage',
  weigh: ({ candidate, alerting, score }) => {
    if (alerting.size === 0 || candidate.explained[0].by === 'scope' || candidate.explained[0].by === 'neighbour') return undefined;
    const explained = candidate.explained.length;
    const contribution = score.coverage * (explained / alerting.size);
    if (alerting.size === 1) return { contribution, sentence: 'explains the one service that alerts' };
    return { contribution, sentence: `explains ${explained} of the ${counted(alerting.size, 'service')} that alert` };
  },
};
