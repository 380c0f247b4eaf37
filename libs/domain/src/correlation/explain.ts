import type { Catalog } from '../catalog/catalog.js';
import type { Graph, Way } from '../catalog/graph.js';
import { peersOf } from '../catalog/peers.js';
import type { Change } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import type { Incident, Reason } from '../events/incident.js';
import { millis, timeOf } from '../events/time.js';
import { counted, listed, names, percent, spans, told } from '../scoring/say.js';
import type { Verdict, Weighed } from '../scoring/score.js';
import { NEIGHBOUR_HOPS } from './explained.js';
import type { Rules } from './rules.js';

/** Why a change was or was not suspected. `rank` is among all that was weighed. */
export interface Explanation {
  readonly eligible: boolean;
  readonly reason: string;
  readonly rank?: number;
  readonly probability?: number;
  readonly reasons: readonly Reason[];
}

/** `change`: its `services` by their one name. */
export interface Asked {
  readonly incident: Pick<Incident, 'environment' | 'openedAt' | 'services' | 'alerts' | 'suspects'>;
  readonly change: Change;
  readonly verdict: Verdict;
  readonly graph: Graph;
  readonly rules: Rules;
}

/** Further than this nobody would look for a way. */
const FURTHEST = 12;

const signed = (contribution: number): string => `${contribution < 0 ? '-' : '+'}${Math.abs(contribution).toFixed(1)}`;
const weighing = ({ sentence, contribution }: Reason): string => `${sentence} (${signed(contribution)})`;

/** What is ahead, and the reason for it or against this one that makes most of the difference. */
const behind = (mine: Weighed, first: Weighed): string => {
  const of = ({ reasons }: Weighed, signal: string): Reason | undefined => reasons.find((r) => r.signal === signal);
  const signals = [...new Set([...first.reasons, ...mine.reasons].map(({ signal }) => signal))].sort(compareText);
  const [most] = signals
    .map((signal) => ({ ours: of(mine, signal), theirs: of(first, signal) }))
    .map((pair) => ({ ...pair, by: (pair.theirs?.contribution ?? 0) - (pair.ours?.contribution ?? 0) }))
    .sort((a, b) => b.by - a.by);
  const { changes: [change], service } = first.candidate;
  const ahead = `behind ${told(change.title)}${service === undefined || names(change.title, service) ? '' : ` on ${service}`}`;
  if (most === undefined || most.by <= 0) return ahead;
  const said = [...(most.theirs === undefined ? [] : [`of that one, ${weighing(most.theirs)}`]), ...(most.ours === undefined ? [] : [`of this one, ${weighing(most.ours)}`])];
  return `${ahead}; what makes most of the difference: ${said.join('; ')}`;
};

const ofCandidate = (mine: Weighed, rank: number, { incident, change, verdict, rules }: Asked): Explanation => {
  const [first] = verdict.ranked;
  const [lead] = mine.candidate.changes;
  const many = verdict.ranked.length;
  const { suspects } = incident;
  const named = suspects.length === 0
    ? `no suspect is named, since even the most probable is below ${percent(rules.candidates.threshold)} (that no change did it: ${percent(verdict.noChange)})`
    : rank <= suspects.length ? `named as suspect ${rank}` : `only the ${suspects.length === 1 ? 'first is' : `first ${suspects.length} are`} named`;
  const parts = [
    `${many === 1 ? 'the only candidate' : `${rank} of ${counted(many, 'candidate')}`} with ${percent(mine.probability)}`,
    ...(lead.id === change.id ? [] : [`as a step of ${told(lead.title)}`]),
    named,
    ...(rank > 1 && first !== undefined ? [behind(mine, first)] : []),
  ];
  return { eligible: true, reason: `${parts.join('; ')}.`, rank, probability: mine.probability, reasons: mine.reasons };
};

/** Every window and wall that keeps the change out, in words with their numbers. */
const obstacles = ({ incident, change, rules, graph }: Asked): string[] => {
  const { environment, openedAt } = incident;
  const before = millis(openedAt) - millis(change.occurredAt);
  const said: string[] = [];
  if (change.environment !== undefined && change.environment !== environment) said.push(`it happened in ${change.environment}, the incident in ${environment}`);
  if (before > rules.fold.lookback) {
    const [age, most] = spans(before, rules.fold.lookback);
    said.push(`it happened ${age} before the incident opened, and only changes of the last ${most} are weighed`);
  }
  if (before < -rules.fold.skew) {
    const [late, most] = spans(-before, rules.fold.skew);
    said.push(`it happened ${late} after the incident opened, more than the ${most} that clocks may be apart, and nothing new that it leads to has alerted since`);
  }
  const known = millis(change.observedAt) - millis(openedAt);
  if (known > rules.fold.settledAfter) {
    const [late, most] = spans(known, rules.fold.settledAfter);
    said.push(`it became known ${late} after the incident opened, whose suspects are final after ${most}`);
  }
  if (change.services.length === 0) return [...said, unplaced(change)];
  const ways = change.services.map((service) => ({ service, ...wayTo(service, incident, graph, rules) }));
  const open = ways.find(({ newest }) => newest !== undefined);
  if (open === undefined) return [...said, ...new Set(ways.flatMap(({ why }) => why ?? []))];
  if (said.length > 0) return said;
  return [`${open.service} had newer changes of the same sort before the incident opened, and only the newest ${open.newest === 1 ? 'is' : `${open.newest} are`} weighed${open.newest === 1 ? ' where no known call leads' : ''}`];
};

const unplaced = ({ entities, scope }: Change): string => {
  if (scope !== undefined) {
    const places = [...scope.clusters.map((c) => `cluster ${c}`), ...scope.namespaces.map((n) => `namespace ${n}`), ...(scope.environment === undefined ? [] : [scope.environment])];
    return `it names no service, and none of the alerts is known to be in its place (${listed(places)})`;
  }
  const whose = entities.length === 0 ? 'it names nothing that could be one' : `none answers to ${listed(entities)}; say whose ${entities.length === 1 ? 'it is' : 'they are'} with \`culprit map\``;
  return `it maps to no service: ${whose}`;
};

/** Why no failure of the service is thought to reach the alerts; else how many changes of a sort are weighed there. */
const wayTo = (service: string, { environment, openedAt, services, alerts }: Asked['incident'], graph: Graph, { candidates }: Rules): { readonly why?: string; readonly newest?: number } => {
  if (services.length === 0) return { why: 'no alert of the incident belongs to a service that is known, so none of its calls can be followed' };
  const shortest = (way: Way, from: readonly string[] = services): readonly string[] | undefined =>
    from.flatMap((start) => { const found = graph.reached(start, FURTHEST, way, environment, openedAt).get(service); return found === undefined ? [] : [found.path]; }).sort((a, b) => a.length - b.length)[0];
  const lost = [...new Set(alerts.flatMap((a) => (a.class === 'traffic-loss' && a.service !== undefined ? [a.service] : [])))];
  const called = shortest('callees');
  if (called !== undefined && called.length - 1 <= candidates.hops) return { newest: candidates.newest };
  const calling = shortest('callers');
  if (lost.length > 0 && (shortest('callers', lost)?.length ?? Infinity) - 1 <= candidates.hops) return { newest: candidates.newest };
  const near = shortest('around');
  if (near !== undefined && near.length - 1 <= NEIGHBOUR_HOPS) return { newest: 1 };
  if (called !== undefined) return { why: `${service} is ${called.length - 1} calls from ${called[0] ?? ''} (${called.join(' → ')}), and at most ${candidates.hops} are followed` };
  if (calling !== undefined) return { why: `${service} calls ${calling[0] ?? ''} (${counted(calling.length - 1, 'hop')}) and is not called by it: failures reach who calls, only lost traffic goes the other way` };
  return { why: `no known call leads from ${listed(services)} to ${service}` };
};

/** Explains a change that the incident was judged with, or could have been. */
export const explain = (asked: Asked): Explanation => {
  const rank = asked.verdict.ranked.findIndex(({ candidate }) => candidate.changes.some(({ id }) => id === asked.change.id)) + 1;
  const mine = asked.verdict.ranked[rank - 1];
  if (mine !== undefined) return ofCandidate(mine, rank, asked);
  const why = obstacles(asked);
  const words = why.length === 0 ? 'nothing of it leads to an alert of the incident' : why.join('; ');
  return { eligible: false, reason: `Not weighed: ${words}.`, reasons: [] };
};

/** The services whose changes may be candidates of an incident, and some more: everything that is to be read to judge it again. */
export const servicesAround = ({ services, environment, openedAt }: Pick<Incident, 'services' | 'environment' | 'openedAt'>, catalog: Catalog, graph: Graph, rules: Rules): string[] => {
  const { hops } = rules.candidates;
  const ways = [['callees', hops], ['callers', hops], ['around', NEIGHBOUR_HOPS]] as const;
  const found = services.flatMap((s) => ways.flatMap(([way, depth]) => [...graph.reached(s, depth, way, environment, openedAt).keys()]));
  const peers = services.flatMap((s) => peersOf(catalog, s, environment)).map(({ service }) => service);
  return [...new Set([...found, ...peers])].sort(compareText);
};

/** The window in which changes may be candidates of an incident, or take one back before its alerts end. */
export const changeWindow = ({ openedAt, alerts }: Pick<Incident, 'openedAt' | 'alerts'>, { fold }: Rules): { readonly from: string; readonly to: string } => {
  const opened = millis(openedAt);
  const last = alerts.reduce((latest, { startsAt }) => Math.max(latest, millis(startsAt)), opened);
  const ended = alerts.reduce((latest, { endsAt }) => (endsAt === undefined ? latest : Math.max(latest, millis(endsAt))), opened);
  return { from: timeOf(opened - fold.lookback), to: timeOf(Math.max(Math.min(last, opened + fold.ownOnlyAfter) + fold.skew, ended) + 1) };
};
