import { leftOf } from '../earlier.js';
import { listed, span } from '../say.js';
import type { Deeper, PlaceEvidence, PlaceSignal } from '../signal.js';

/** So much earlier than what the change would explain it failed, ms: what is slow or full may be so by what it is sent, what fails is not. */
const failedBefore = ({ explained: [nearest], failing }: PlaceEvidence, { service }: Deeper): number => nearest.began - (failing.get(service) ?? Number.POSITIVE_INFINITY);

/** How much like failing first that is, 0 to 1: monitors look so seldom and wait so long that what failed a little later may have failed before. */
const asFirst = (evidence: PlaceEvidence, deeper: Deeper): number => {
  const before = failedBefore(evidence, deeper);
  const { explainAwayWithin: within } = evidence.score;
  if (before > 0) return 1;
  return within === 0 ? 0 : Math.exp(before / within);
};

/** Of what counts for less as failing first it is not told when it failed. */
const LEAST_TOLD = 0.1;

/** With more than one between, each further one halves it. */
const HALF = 0.5;

/** How much it says against the change that this one alerts. */
const against = (evidence: PlaceEvidence, deeper: Deeper): number => {
  const { service, explained: [nearest], alerting, lost, says, over, score } = evidence;
  // what it calls and what calls it in turn: this one fails by that one, as far as anybody knows
  if (nearest.by === 'callee' && nearest.service === deeper.service) return 0;
  if (deeper.service === service || !alerting.has(deeper.service) || lost.has(deeper.service)) return 0;
  const most = (deeper.calls === 1 ? score.explainAway : score.explainAwayFurther) + score.explainAwayFirst * asFirst(evidence, deeper);
  // it says no more than how seldom that would be seen by chance
  const telling = Math.min(1, -Math.log(deeper.byChance) / score.explainAway);
  const left = leftOf(nearest.began - (over.get(deeper.service) ?? nearest.began), evidence);
  return telling * most * HALF ** Math.max(0, deeper.calls - 2) * (says.get(deeper.service) ?? 1) * deeper.confidence * left;
};

/** Something deeper alerts too: then it is the better culprit, the more if it failed first, or hardly later; unless it only lost the traffic that came from here. */
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
    const apart = before > 0 ? `${span(before)} before` : `only ${span(-before)} after`;
    const isTold = first !== undefined && before !== 0 && asFirst(evidence, first) >= LEAST_TOLD;
    const how = isTold ? `, ${told.length === 1 ? '' : `${first?.service ?? ''} `}${apart} ${evidence.explained[0].service}` : '';
    return `${who}${how}: the cause is more likely there`;
  },
};
