import { isLedTo } from '../../correlation/explained.js';
import { saidByExplained } from '../said-by-explained.js';
import { every } from '../say.js';
import type { PlaceSignal } from '../signal.js';

/**
 * How much of the incident the change would explain; a service with many alerts counts once, and one that alerts every day counts little. By how many
 * calls lie between: where a cause is seldom seen, it explains little. Each further one says less, as they alert together. In a place
 * each further one says little: a large one holds much.
 */
export const coverage: PlaceSignal = {
  name: 'coverage',
  weigh: (evidence) => {
    const { explained, alerting, score: { coverage: { weight, half } } } = evidence;
    if (explained[0].by !== 'scope' && (alerting.size === 0 || !isLedTo(explained[0]))) return undefined;
    return weight * Math.log1p(saidByExplained(evidence) / half);
  },
  say: ({ explained, alerting, openedAt }) => {
    if (explained[0].by === 'scope') return 'it would explain what alerts in its place';
    if (explained[0].began > openedAt && alerting.size === 1) return 'it would explain what the one service alerts of since, not what opened the incident';
    if (alerting.size === 1) return 'it would explain the one service that alerts';
    return explained.length >= alerting.size ? `it would explain ${every(alerting.size, 'service')} that alert` : `it would explain ${explained.length} of the ${alerting.size} services that alert`;
  },
};
