import type { Catalog } from '../catalog/catalog.js';
import { isFollowedAt } from '../catalog/edges.js';
import { dayOf, silentDays } from '../catalog/fading.js';
import type { Graph, Way } from '../catalog/graph.js';
import { peersOf } from '../catalog/peers.js';
import { classOf } from '../events/alert-class.js';
import { type Change, namesPlace } from '../events/change.js';
import type { Incident } from '../events/incident.js';
import { millis } from '../events/time.js';
import { counted, listed, spans } from '../scoring/say.js';
import { isStranger, NEIGHBOUR_HOPS } from './explained.js';
import { bringsNothing, builds } from './kind-class.js';
import { instantsOf } from './placed.js';
import { fadingOf, type Rules } from './rules.js';

/** A change and the incident that it may have caused; `change` has its `services` by their one name. */
export interface Situation {
  readonly incident: Pick<Incident, 'environment' | 'openedAt' | 'services' | 'alerts' | 'suspects'>;
  readonly change: Change;
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly rules: Rules;
}

/** Further than this nobody would look for a way. */
const FURTHEST = 12;

/** Every window and wall that keeps the change out, in words with their numbers. */
export const obstacles = (situation: Situation): string[] => {
  const { incident: { environment, openedAt }, change, rules } = situation;
  const before = millis(openedAt) - millis(change.occurredAt);
  const isLooked = instantsOf(change).some((at) => millis(openedAt) - at <= rules.fold.lookback && millis(openedAt) - at >= -rules.fold.skew);
  const said: string[] = [];
  if (change.environment !== undefined && change.environment !== environment) said.push(`it happened in ${change.environment}, the incident in ${environment}`);
  if (!isLooked && before > rules.fold.lookback) {
    const [age, most] = spans(before, rules.fold.lookback);
    const built = builds(change.kind) ? ', and of what was built before them what was rolled out since' : '';
    said.push(`it happened ${age} before the incident opened, and only changes of the last ${most} are weighed${built}`);
  }
  if (!isLooked && before < -rules.fold.skew) {
    const [late, most] = spans(-before, rules.fold.skew);
    said.push(`it happened ${late} after the incident opened, more than the ${most} that clocks may be apart, and nothing new that it leads to has alerted since`);
  }
  const known = millis(change.observedAt) - millis(openedAt);
  if (known > rules.fold.settledAfter) {
    const [late, most] = spans(known, rules.fold.settledAfter);
    said.push(`it became known ${late} after the incident opened, whose suspects are final after ${most}`);
  }
  if (bringsNothing(change)) said.push('it is a run of a build or a test, which brings nothing anywhere by itself');
  if (change.services.length === 0) return [...said, unplaced(change)];
  const ways = change.services.map((service) => ({ service, ...wayTo(service, situation) }));
  const open = ways.find(({ newest }) => newest !== undefined);
  if (open === undefined) return [...said, ...new Set(ways.flatMap(({ why }) => why ?? []))];
  if (said.length > 0) return said;
  if (open.lately !== undefined && before > open.lately) {
    const [age, most] = spans(before, open.lately);
    return [`it happened ${age} before the incident opened, and no known call leads to ${open.service}, which is only near: of such only changes of the last ${most} are weighed`];
  }
  return [`${open.service} had newer changes of the same sort before the incident opened, and only the newest ${open.newest === 1 ? 'is' : `${open.newest} are`} weighed${open.newest === 1 ? ' where no known call leads' : ''}`];
};

const unplaced = ({ entities, scope }: Change): string => {
  if (scope !== undefined && namesPlace(scope)) {
    const places = [...scope.clusters.map((c) => `cluster ${c}`), ...scope.namespaces.map((n) => `namespace ${n}`), ...(scope.environment === undefined ? [] : [scope.environment])];
    return `it names no service, and none of the alerts is known to be in its place (${listed(places)})`;
  }
  const whose = entities.length === 0 ? 'it names nothing that could be one' : `none answers to ${listed(entities)}; say whose ${entities.length === 1 ? 'it is' : 'they are'} with \`culprit map\``;
  return `it maps to no service: ${whose}`;
};

/** Why no failure of the service is thought to reach the alerts; else how many changes of a sort are weighed there, and of how long, where that is not the lookback. */
const wayTo = (service: string, situation: Situation): { readonly why?: string; readonly newest?: number; readonly lately?: number } => {
  const { incident: { environment, openedAt, services, alerts }, catalog, graph, rules: { candidates } } = situation;
  if (services.length === 0) return { why: 'no alert of the incident belongs to a service that is known, so none of its calls can be followed' };
  const shortest = (way: Way, from: readonly string[] = services): readonly string[] | undefined =>
    from.flatMap((start) => { const found = graph.reached(start, FURTHEST, way, environment, openedAt).get(service); return found === undefined ? [] : [found.path]; }).sort((a, b) => a.length - b.length)[0];
  const within = (path: readonly string[] | undefined, hops: number): boolean => path !== undefined && path.length - 1 <= hops;
  const lost = [...new Set(alerts.flatMap((a) => (classOf(a) === 'traffic-loss' && a.service !== undefined ? [a.service] : [])))];
  const [called, calling] = [shortest('callees'), shortest('callers')];
  const sends = calling?.slice(1).every((from, i) => graph.call(from, calling[i] ?? '', environment, openedAt)?.kinds.includes('messaging') === true) === true;
  if (within(called, candidates.hops) || (lost.length > 0 && within(shortest('callers', lost), candidates.hops)) || (sends && within(calling, NEIGHBOUR_HOPS))) return { newest: candidates.newest };
  if (within(shortest('around'), NEIGHBOUR_HOPS)) return { newest: 1, lately: candidates.neighbours };
  const alone = isStranger(graph, service, environment, openedAt) ? services : services.filter((s) => graph.callees(s, environment, openedAt).length === 0);
  if (alone.some((s) => peersOf(catalog, s, environment, candidates.peers).some((peer) => peer.service === service))) return { newest: candidates.newest };
  if (called !== undefined) return { why: `${service} is ${called.length - 1} calls from ${called[0] ?? ''} (${called.join(' → ')}), and at most ${candidates.hops} are followed` };
  if (calling !== undefined) return { why: `${service} calls ${calling[0] ?? ''} (${counted(calling.length - 1, 'hop')}) and is not called by it: failures reach who calls, only lost traffic goes the other way` };
  return { why: `no known call leads from ${listed(services)} to ${service}${gone(service, situation)}` };
};

/** What is known of calls to the service that did not count when the incident opened. */
const gone = (service: string, { incident: { environment, openedAt, services }, graph, rules }: Situation): string => {
  const fading = fadingOf(rules);
  const reached = new Set(services.flatMap((s) => [...graph.reached(s, rules.candidates.hops, 'callees', environment, openedAt).keys()]));
  const [edge] = graph.edges.filter((e) => e.to === service && reached.has(e.from) && (e.environment === undefined || e.environment === environment)).sort((a, b) => (b.seenOn ?? 0) - (a.seenOn ?? 0));
  if (edge === undefined) return '';
  const call = `that ${edge.from} calls it`;
  if (edge.validFrom > openedAt) return `; ${call} is known only from ${edge.validFrom} on`;
  if (edge.validTo <= openedAt) return `; ${call} is known only until ${edge.validTo}`;
  return edge.seenOn === undefined || isFollowedAt(fading, edge, openedAt) ? '' : `; ${call} was last seen ${counted(silentDays(edge.seenOn, dayOf(openedAt)), 'day')} before, too long to be followed`;
};
