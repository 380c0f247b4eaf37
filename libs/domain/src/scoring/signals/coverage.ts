import { every } from '../say.js';
import type { PlaceSignal } from '../signal.js';

/** How much of the incident the change would explain; a service with many alerts counts once, and one that alerts every day counts little. */
export const coverage: PlaceSignal = {
  name: 'coverage',
  weigh: ({ explained, alerting, says, saidByAll, score }) => {
    const { by } = explained[0];
    if (alerting.size === 0 || by === 'scope' || by === 'neighbour' || by === 'peer') return undefined;
    let mine = 0;
    for (const { service } of explained) mine += says.get(service) ?? 0;
    return score.coverage * (mine / saidByAll);
  },
  say: ({ explained, alerting }) => {
    if (alerting.size === 1) return 'it would explain the one service that alerts';
    return explained.length >= alerting.size ? `it would explain ${every(alerting.size, 'service')} that alert` : `it would explain ${explained.length} of the ${alerting.size} services that alert`;
  },
};
