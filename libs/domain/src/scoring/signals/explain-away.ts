import { listed } from '../say.js';
import type { PlaceEvidence, PlaceSignal } from '../signal.js';

const deeperOf = ({ service, callees, alerting, lost }: PlaceEvidence): readonly string[] => callees.filter((callee) => alerting.has(callee) && callee !== service && !lost.has(callee));

/** Something deeper alerts too: then it is the better culprit, unless it only lost the traffic that came from here. */
export const explainAway: PlaceSignal = {
  name: 'explain-away',
  weigh: (evidence) => {
    const deeper = deeperOf(evidence);
    return deeper.length === 0 ? undefined : -evidence.score.explainAway * deeper.reduce((most, callee) => Math.max(most, evidence.says.get(callee) ?? 1), 0);
  },
  say: (evidence) => {
    const deeper = deeperOf(evidence);
    return `${listed(deeper)}, which ${evidence.service ?? 'it'} calls, ${deeper.length === 1 ? 'alerts' : 'alert'} too: the cause is more likely there`;
  },
};
