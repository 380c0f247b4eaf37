import type { Reached } from '../catalog/graph.js';
import { classOf } from '../events/alert-class.js';
import { compareText } from '../events/canonical.js';
import { millis, timeOf } from '../events/time.js';
import { tellingOf } from './episodes.js';
import type { Around } from './explained.js';
import { firstAt } from './first-at.js';
import type { Group, Member } from './membership.js';

/** A service that alerts when an incident opens, in another one, and calls what its services call too. */
export interface Beside {
  readonly service: string;
  /** How much its alerts say, 0 to 1: what alerts every hour says little. */
  readonly says: number;
  /** Whom it calls, as far as that counts. */
  readonly ways: ReadonlyMap<string, Reached>;
}

const NOBODY: readonly Beside[] = [];

const startOf = ({ episode }: Member): string => episode.startsAt;

/** Those that began between these instants. Members are sorted by time. */
const begunBetween = (sorted: readonly Member[], from: string, to: string): readonly Member[] =>
  sorted.slice(firstAt(sorted.length, (i) => startOf(sorted[i] as Member) < from), firstAt(sorted.length, (i) => startOf(sorted[i] as Member) <= to));

/**
 * Who alerts within `near` of the opening, not in this incident, and calls something that its services call: what both call is the likelier to be
 * what broke. Two incidents, as who only calls the same is not near. Lost traffic comes from who calls, and tells nothing of who is called. By name.
 */
export const besideOf = ({ members }: Group, sorted: readonly Member[], { environment, graph, rules }: Pick<Around, 'environment' | 'graph' | 'rules'>): readonly Beside[] => {
  const { coverage: { beside: weight, byHops }, habit: { half } } = rules.score;
  const openedAt = members[0]?.episode.startsAt;
  if (openedAt === undefined || weight === 0) return NOBODY;
  const [from, to] = [-rules.fold.near, rules.fold.near].map((by) => timeOf(millis(openedAt) + by)) as [string, string];
  const around = begunBetween(sorted, from, to);
  if (around.length <= 1) return NOBODY;

  const own = new Set(members.flatMap(({ services }) => services));
  const says = new Map<string, number>();
  for (const { episode, services } of around) {
    if (classOf(episode.first) === 'traffic-loss') continue;
    for (const service of services) if (!own.has(service)) says.set(service, Math.max(says.get(service) ?? 0, tellingOf(episode, half)));
  }
  if (says.size === 0) return NOBODY;
  const called = (service: string, depth: number): ReadonlyMap<string, Reached> => graph.reached(service, depth, 'callees', environment, openedAt);
  const ours = new Set([...own].flatMap((service) => [...called(service, rules.candidates.hops).keys()]));
  const found: Beside[] = [];
  for (const [service, value] of says) {
    const ways = called(service, byHops.length - 1);
    for (const name of ways.keys()) {
      if (!ours.has(name)) continue;
      found.push({ service, says: value, ways });
      break;
    }
  }
  return found.sort((a, b) => compareText(a.service, b.service));
};

/** Of one graph. */
export const sameBeside = (a: readonly Beside[], b: readonly Beside[]): boolean => a.length === b.length && a.every(({ service, says }, i) => service === b[i]?.service && says === b[i].says);
