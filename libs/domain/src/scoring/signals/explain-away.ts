import { listed, span } from '../say.js';
import type { Deeper, PlaceEvidence, PlaceSignal } from '../signal.js';

/** So much earlier than what the change would explain it failed, ms: what is slow or full may be so by what it is sent, what fails is not. */
const failedBefore = ({ explained: [nearest], failing }: PlaceEvidence, { service }: Deeper): number => nearest.began - (failing.get(service) ?? Number.POSITIVE_INFINITY);

/** With more than one between, each further one halves it. */
const HALF = 0.5;

/** How much it says against the change that this one alerts. */
const against = (evidence: PlaceEvidence, deeper: Deeper): number => {
  const { service, alerting, lost, says, score } = evidence;
  if (deeper.service === service || !alerting.has(deeper.service) || lost.has(deeper.service)) return 0;
  const first = failedBefore(evidence, deeper) > 0 ? score.explainAwayFirst : 0;
  const most = (deeper.calls === 1 ? score.explainAway : score.explainAwayFurther) + first;
  return most * HALF ** Math.max(0, deeper.calls - 2) * (says.get(deeper.service) ?? 1) * deeper.confidence;
};

/** Something deeper alerts too: then it is the better culprit, the more if it failed first; unless it only lost the traffic that came from here. */
export const explainAway: PlaceSignal = {
  name: 'explain-away',
  weigh: (evidence) => {
    let most = 0;
    for (const each of evidence.deeper) most = Math.max(most, against(evidence, each));
    return most === 0 ? undefined : -most;
  },
  say: (evidence) => {
    const failing = evidence.deeper.filter((each) => against(evidence, each) > 0);
    const between = (failing[0]?.calls ?? 1) - 1;
    const told = failing.filter(({ calls }) => calls === between + 1);
    const through = between === 0 ? '' : ` through ${between === 1 ? 'another service' : `${between} others`}`;
    const [first] = [...told].sort((a, b) => failedBefore(evidence, b) - failedBefore(evidence, a));
    const before = first === undefined ? 0 : failedBefore(evidence, first);
    const who = `${listed(told.map(({ service }) => service))}, which ${evidence.service ?? 'it'} calls${through}, ${told.length === 1 ? 'alerts' : 'alert'} too`;
    const how = before > 0 ? `, ${told.length === 1 ? '' : `${first?.service ?? ''} `}${span(before)} before ${evidence.explained[0].service}` : '';
    return `${who}${how}: the cause is more likely there`;
  },
};
