import { isLedTo } from '../../correlation/explained.js';
import { saidByExplained } from '../said-by-explained.js';
import { listed } from '../say.js';
import type { PlaceEvidence, PlaceSignal } from '../signal.js';

/** How much those say that alert at the same moment in other incidents, and call it. */
const besides = ({ service, group: { beside = [] }, score: { coverage: { byHops } } }: PlaceEvidence): number => {
  if (service === undefined) return 0;
  let sum = 0;
  for (const { says, ways } of beside) {
    const way = ways.get(service);
    if (way !== undefined) sum += says * way.trust.confidence * (byHops[way.path.length - 1] ?? 0);
  }
  return sum;
};

/** What it would explain of other incidents of the same moment: who calls the same alerts, and nobody else tells of what both call. On top of what it would explain of this one. */
export const beside: PlaceSignal = {
  name: 'beside',
  weigh: (evidence) => {
    const { group, alerting, explained, score: { coverage: { weight, half, beside: share } } } = evidence;
    if (group.beside === undefined || alerting.size === 0 || explained[0].by === 'scope' || !isLedTo(explained[0])) return undefined;
    const others = share * besides(evidence);
    return others === 0 ? undefined : weight * Math.log1p(others / (half + saidByExplained(evidence)));
  },
  say: (evidence) => {
    const { service = '', group: { beside = [] } } = evidence;
    const callers = beside.filter(({ ways }) => ways.has(service)).map((one) => one.service);
    return `${listed(callers)}, which ${callers.length === 1 ? 'calls' : 'call'} ${service}, ${callers.length === 1 ? 'alerts' : 'alert'} at the same time in ${callers.length === 1 ? 'another incident' : 'other incidents'}`;
  },
};
