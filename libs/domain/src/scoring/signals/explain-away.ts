import { listed } from '../say.js';
import type { Deeper, PlaceEvidence, PlaceSignal } from '../signal.js';

/** How much it says against the change that this one alerts. */
const against = ({ alerting, lost, says, score }: PlaceEvidence, { service, calls }: Deeper): number =>
  !alerting.has(service) || lost.has(service) ? 0 : (calls === 1 ? score.explainAway : score.explainAwayFurther) * (says.get(service) ?? 1);

/** Something deeper alerts too: then it is the better culprit, unless it only lost the traffic that came from here. */
export const explainAway: PlaceSignal = {
  name: 'explain-away',
  weigh: (evidence) => {
    let most = 0;
    for (const each of evidence.deeper) if (each.service !== evidence.service) most = Math.max(most, against(evidence, each));
    return most === 0 ? undefined : -most;
  },
  say: (evidence) => {
    const { service = 'it', deeper } = evidence;
    const failing = deeper.filter((each) => each.service !== evidence.service && against(evidence, each) > 0);
    const direct = failing.filter(({ calls }) => calls === 1);
    const told = (direct.length > 0 ? direct : failing).map((each) => each.service);
    return `${listed(told)}, which ${service} calls${direct.length > 0 ? '' : ' through another service'}, ${told.length === 1 ? 'alerts' : 'alert'} too: the cause is more likely there`;
  },
};
