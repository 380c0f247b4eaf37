import type { BlindSpot } from '../events/incident.js';
import { millis } from '../events/time.js';
import { clock, counted, listed, span } from '../scoring/say.js';

/** A source that nothing was ever heard of; `since`: since when it is listened to, where that has begun lately. */
export interface Silent {
  readonly source: string;
  readonly since?: string;
}

/** What could not be weighed of an incident. */
export interface Missed {
  readonly openedAt: string;
  /** Of each alert that maps to no one service, what it is about. */
  readonly strays: readonly string[];
  readonly unmappedChanges: number;
  readonly withoutDependencies: readonly string[];
  readonly silent: readonly Silent[];
  readonly blindSpots: readonly BlindSpot[];
}

/** Alerts that no one service answers to, each by what it says it is about. */
const strayPart = ([first, ...others]: readonly string[]): string[] => {
  if (first === undefined) return [];
  if (others.length > 0) return [`${others.length + 1} alerts map to no one service, so no change can be tied to them`];
  return [`the alert maps to no one service${first === '' ? '' : ` (${first})`}, so no change can be tied to it`];
};

/** Who has just been connected may well have had nothing to say. */
const silentParts = (silent: readonly Silent[]): string[] => {
  const never = silent.flatMap(({ source, since }) => (since === undefined ? [source] : []));
  return [
    ...(never.length > 0 ? [`${listed(never)} ${never.length === 1 ? 'has' : 'have'} never sent anything`] : []),
    ...silent.flatMap(({ source, since }) => (since === undefined ? [] : [`${source} is connected since ${clock(since)} UTC and has sent nothing yet`])),
  ];
};

/** `09:40 UTC`, with the day where that is not the incident's. */
const at = (time: string, openedAt: string): string => `${time.slice(0, 10) === openedAt.slice(0, 10) ? '' : `${time.slice(0, 10)} `}${clock(time)}`;

const blindPart = (spots: readonly BlindSpot[], openedAt: string): string => {
  const [first, ...others] = spots;
  if (first === undefined) return '';
  const { source, instance, from, to } = first;
  const who = instance === '' ? source : `${source} (${instance})`;
  if (others.length > 0) {
    const sum = spots.reduce((all, spot) => all + Math.max(0, Math.min(millis(openedAt), spot.to === undefined ? Number.POSITIVE_INFINITY : millis(spot.to)) - millis(spot.from)), 0);
    return `${who} was blind ${spots.length} times, for ${span(sum)} in all`;
  }
  return to === undefined || to > openedAt ? `${who} was blind from ${at(from, openedAt)} UTC on` : `${who} was blind from ${at(from, openedAt)} to ${at(to, openedAt)} UTC`;
};

const MOST = 2;

/** Of each source what nobody saw. */
const blindParts = ({ blindSpots, openedAt }: Pick<Missed, 'blindSpots' | 'openedAt'>): string[] => {
  const sources = [...Map.groupBy(blindSpots, ({ source, instance }) => JSON.stringify([source, instance])).values()];
  const more = sources.length - MOST;
  return [...sources.slice(0, MOST).map((spots) => blindPart(spots, openedAt)), ...(more > 0 ? [`${counted(more, 'more source')} ${more === 1 ? 'was' : 'were'} blind`] : [])];
};

/** Why no change is known in reach. */
export const noneInReach = (missed: Missed): string => {
  const { strays, unmappedChanges, silent } = missed;
  if (strays.length > 0 || unmappedChanges > 0) return 'as no change that could be weighed is in reach';
  const [unheard] = [...blindParts(missed), ...silentParts(silent)];
  return unheard === undefined ? 'as no change is in reach' : `as no change is known in reach; ${unheard}`;
};

/** What could not be weighed, in one sentence. */
export const unseenSentence = (missed: Missed): string => {
  const { strays, unmappedChanges, withoutDependencies, silent } = missed;
  const parts = [
    ...strayPart(strays),
    ...(unmappedChanges > 0 ? [`${counted(unmappedChanges, 'change')} in the window ${unmappedChanges === 1 ? 'maps' : 'map'} to no service`] : []),
    ...(withoutDependencies.length > 0 ? [`${listed(withoutDependencies)} ${withoutDependencies.length === 1 ? 'has' : 'have'} no known dependencies`] : []),
    ...silentParts(silent),
    ...blindParts(missed),
  ];
  return parts.length === 0 ? 'Every change in the window maps to a service.' : `${parts.join('; ')}.`;
};
