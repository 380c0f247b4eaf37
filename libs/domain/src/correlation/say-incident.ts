import type { Change } from '../events/change.js';
import type { Reason, Suspect } from '../events/incident.js';
import { millis } from '../events/time.js';
import { counted, names, percent, told } from '../scoring/say.js';
import { isClause } from '../scoring/whose.js';
import type { Candidate } from './candidates.js';
import type { Group, Member } from './membership.js';
import { type Missed, noneInReach } from './say-unseen.js';

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
 * One sentence for a pager: what is wrong, and the first suspect or that there is none; that one did it may be sure while nothing tells which. `since`: what
 * alone the first suspect may have caused.
 */
export const headlineOf = (title: string, suspects: readonly Suspect[], weighed: number, noChange: number, missed: Missed, since?: string): string => {
  const [first] = suspects;
  const what = plainly(title);
  if (first === undefined && weighed > 1 && noChange < 0.5) return `${what}: no one suspect among ${weighed} changes: one of them probably did it (${percent(1 - noChange)}), but none stands out`;
  if (first === undefined) return `${what}: no suspect${weighed === 0 ? `, ${noneInReach(missed)}` : ` among ${counted(weighed, 'change')}`}`;
  const when = whenOf(first.reasons, first.change);
  const [of, suspect] = since === undefined ? [what, 'suspect'] : [`${what}; since then "${since}"`, 'suspect of that'];
  return `${of}: ${suspect}${isClause(when) ? ':' : ' is'} ${when} (${percent(first.probability)})`;
};
