import { explain, type Explanation, type Incident, namedAs } from '@culprit/domain';
import type { Context } from '../context.js';
import { spokenOf } from './spoken.js';

const none = (reason: string): Explanation => ({ eligible: false, reason, reasons: [] });

/** Why a change was or was not suspected of an incident: the score of a candidate, else in words what keeps it out; and what people say of it. */
export const weighed = async (incident: Incident, changeId: string, context: Context): Promise<Explanation> => {
  const [answer, feedback] = await Promise.all([answered(incident, changeId, context), context.loaders.feedback.load(incident.id)]);
  const together = incident.suspects.find(({ changeIds }) => changeIds.includes(changeId))?.changeIds ?? [changeId];
  const spoken = spokenOf(feedback, together, incident.openedAt);
  return spoken === undefined ? answer : { ...answer, reason: `${answer.reason} ${spoken}` };
};

const answered = async (incident: Incident, changeId: string, { loaders }: Context): Promise<Explanation> => {
  // as the incident itself says it: this outlives everything that it was judged by
  const known = namedAs(incident.suspects, changeId);
  if (known !== undefined) return known;
  const change = await loaders.change.load(changeId);
  if (change === undefined) return none('Not weighed: no change of this id is known, or it is no longer kept.');
  const { catalog, graph, rules, judged } = await loaders.judged.load(incident);
  if (judged === undefined) return none('Not weighed again: the alerts of the incident are no longer kept.');
  // what was published counts, not what would be named by now
  const answer = explain({ incident: { ...judged.body, suspects: incident.suspects }, change, verdict: judged.verdict, catalog, graph, rules });
  if (incident.rulesVersion === rules.version) return answer;
  return { ...answer, reason: `${answer.reason} Weighed by the rules ${rules.version}; the incident was judged by ${incident.rulesVersion}.` };
};
