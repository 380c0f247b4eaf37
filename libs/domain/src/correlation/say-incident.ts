import type { Change } from '../events/change.js';
import type { Reason, Suspect } from '../events/incident.js';
import { millis } from '../events/time.js';
import { clock, counted, listed, names, percent, told } from '../scoring/say.js';
import { isClause } from '../scoring/whose.js';
import type { Candidate } from './candidates.js';
import type { Group, Member } from './membership.js';

/** What is wrong, as an alert says it. */
const whatOf = ({ episode: { first: { title } }, services: [service] }: Member): string =>
  title.trim() === '' ? `${service ?? 'something'} alerts` : service === undefined || names(title, service) ? title : `${service}: ${title}`;

/** Of a suspect that came after the opening what came since, and may be of it; the first is not. Undefined of all others. */
export const sinceThen = ({ onset, explained }: Pick<Candidate, 'onset' | 'explained'>, openedAt: string): string | undefined => {
  if (onset <= millis(openedAt)) return undefined;
  const first = explained.flatMap(({ members }) => members).find(({ episode: { startsAt } }) => millis(startsAt) === onset);
  return first === undefined ? undefined : plainly(whatOf(first));
};

const plainly = (title: string): string => told(title).replace(/[.\s]+$/, '');

/** What is wrong, as the first alert says it, and how far it has spread. */
export const titleOf = (group: Group, services: readonly string[]): string => {
  const first = group.members[0];
  if (first === undefined) return 'incident';
  const [service] = first.services;
  const named = whatOf(first);
  const others = services.filter((s) => s !== service).length;
  return others === 0 ? named : `${named}, and ${counted(others, 'more service')}`;
};

/** Who changed what, and how long before: what a suspect is told by first. */
export const whenOf = (reasons: readonly Reason[], { title }: Pick<Change, 'title'>): string => reasons.find((r) => r.signal === 'time')?.sentence ?? told(title);

/**
 * One sentence for a pager: what is wrong, and the first suspect or that there is none; that one did it may be sure while nothing tells which. `sawAll`:
 * nothing is known that could not be weighed; `since`: what alone the first suspect may have caused.
 */
export const headlineOf = (title: string, suspects: readonly Suspect[], weighed: number, noChange: number, sawAll = true, since?: string): string => {
  const [first] = suspects;
  const what = plainly(title);
  if (first === undefined && weighed > 1 && noChange < 0.5) return `${what}: no one suspect among ${weighed} changes: one of them probably did it (${percent(1 - noChange)}), but none stands out`;
  if (first === undefined) return `${what}: no suspect${weighed === 0 ? `, as no change ${sawAll ? '' : 'that could be weighed '}is in reach` : ` among ${counted(weighed, 'change')}`}`;
  const when = whenOf(first.reasons, first.change);
  const [of, suspect] = since === undefined ? [what, 'suspect'] : [`${what}; since then "${since}"`, 'suspect of that'];
  return `${of}: ${suspect}${isClause(when) ? ':' : ' is'} ${when} (${percent(first.probability)})`;
};

/** Alerts that no one service answers to, each by what it says it is about. */
const strayPart = ([first, ...others]: readonly string[]): string[] => {
  if (first === undefined) return [];
  if (others.length > 0) return [`${others.length + 1} alerts map to no one service, so no change can be tied to them`];
  return [`the alert maps to no one service${first === '' ? '' : ` (${first})`}, so no change can be tied to it`];
};

/** A source that nothing was ever heard of; `since`: since when it is listened to, where that has begun lately. */
export interface Silent {
  readonly source: string;
  readonly since?: string;
}

/** Who has just been connected may well have had nothing to say. */
const silentPart = (silent: readonly Silent[]): string[] => {
  const never = silent.flatMap(({ source, since }) => (since === undefined ? [source] : []));
  return [
    ...(never.length > 0 ? [`${listed(never)} ${never.length === 1 ? 'has' : 'have'} never sent anything`] : []),
    ...silent.flatMap(({ source, since }) => (since === undefined ? [] : [`${source} is connected since ${clock(since)} UTC and has sent nothing yet`])),
  ];
};

/** What could not be weighed, in one sentence. `strays`: of each alert that maps to no one service, what it is about. */
export const unseenSentence = (unmappedChanges: number, withoutDependencies: readonly string[], neverHeardFrom: readonly Silent[], strays: readonly string[] = []): string => {
  const parts = [
    ...strayPart(strays),
    ...(unmappedChanges > 0 ? [`${counted(unmappedChanges, 'change')} in the window ${unmappedChanges === 1 ? 'maps' : 'map'} to no service`] : []),
    ...(withoutDependencies.length > 0 ? [`${listed(withoutDependencies)} ${withoutDependencies.length === 1 ? 'has' : 'have'} no known dependencies`] : []),
    ...silentPart(neverHeardFrom),
  ];
  return parts.length === 0 ? 'Every change in the window maps to a service.' : `${parts.join('; ')}.`;
};
