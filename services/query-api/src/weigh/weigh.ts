import { buildCatalog, buildGraph, createFold, explain, type Explanation, fadingOf, type Incident, type Judged, percent, type Rules, told, whose } from '@culprit/domain';
import type { Context } from '../context.js';
import { eventsAround, worldOf } from './evidence.js';
import { spokenOf } from './spoken.js';

/** As the incident itself says it: this outlives everything that it was judged by. */
const suspected = ({ suspects }: Incident, changeId: string): Explanation | undefined => {
  const suspect = suspects.find(({ changeIds }) => changeIds.includes(changeId));
  if (suspect === undefined) return undefined;
  const step = suspect.change.id === changeId ? '' : `, as a step of ${told(suspect.change.title)}`;
  const [first] = suspects;
  const ahead = first === undefined || first === suspect ? '' : `; first is ${whose([first.change])} with ${percent(first.probability)}`;
  return { eligible: true, reason: `Named as suspect ${suspect.rank} of ${suspects.length} with ${percent(suspect.probability)}${step}${ahead}.`, rank: suspect.rank, probability: suspect.probability, reasons: suspect.reasons };
};

const none = (reason: string): Explanation => ({ eligible: false, reason, reasons: [] });

/** Judges the incident again by what the store holds; undefined where that does not lead to it any more. */
const judgedAgain = async (incident: Incident, rules: Rules, { ask, now }: Context) => {
  const { services, dependencies } = await worldOf(ask, incident.environment);
  const catalog = buildCatalog(services);
  const graph = buildGraph(dependencies, catalog, fadingOf(rules));
  const fold = createFold(rules);
  for (const event of services) fold.add({ kind: 'service', event });
  for (const event of dependencies) fold.add({ kind: 'dependency', event });
  for (const event of await eventsAround(ask, incident, catalog, graph, rules, now)) fold.add(event);
  const held = new Set(incident.alerts.map(({ id }) => id));
  const all = fold.incidents(incident.environment);
  const judged: Judged | undefined = all.find(({ body }) => body.id === incident.id) ?? all.find(({ body }) => body.alerts.some(({ id }) => held.has(id)));
  return { catalog, graph, judged };
};

/** Why a change was or was not suspected of an incident: the score of a candidate, else in words what keeps it out; and what people say of it. */
export const weighed = async (incident: Incident, changeId: string, rules: Rules, context: Context): Promise<Explanation> => {
  const [answer, feedback] = await Promise.all([answered(incident, changeId, rules, context), context.loaders.feedback.load(incident.id)]);
  const together = incident.suspects.find(({ changeIds }) => changeIds.includes(changeId))?.changeIds ?? [changeId];
  const spoken = spokenOf(feedback, together, incident.openedAt);
  return spoken === undefined ? answer : { ...answer, reason: `${answer.reason} ${spoken}` };
};

const answered = async (incident: Incident, changeId: string, rules: Rules, context: Context): Promise<Explanation> => {
  const known = suspected(incident, changeId);
  if (known !== undefined) return known;
  const change = await context.loaders.change.load(changeId);
  if (change === undefined) return none('Not weighed: no change of this id is known, or it is no longer kept.');
  const { catalog, graph, judged } = await judgedAgain(incident, rules, context);
  if (judged === undefined) return none('Not weighed again: the alerts of the incident are no longer kept.');
  // what was published counts, not what would be named by now
  const answer = explain({ incident: { ...judged.body, suspects: incident.suspects }, change, verdict: judged.verdict, catalog, graph, rules });
  if (incident.rulesVersion === rules.version) return answer;
  return { ...answer, reason: `${answer.reason} Weighed by the rules ${rules.version}; the incident was judged by ${incident.rulesVersion}.` };
};
