import { type Change, wasIn } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import { millis, timeOf } from '../events/time.js';
import { type Candidate, effectiveBy, type Site } from './candidates.js';
import { isLedTo } from './explained.js';
import { leastQuiet, type Silence, silencesOf } from './later.js';
import type { Group } from './membership.js';
import type { Placed } from './placed.js';
import type { Rules } from './rules.js';
import { placedOf } from './run.js';
import { byTime } from './shelf.js';
import { mayEnd, type SinceOfSites, toldOf } from './since.js';
import { mayTakeBack, takenBackBy } from './taken-back.js';
import { rolledBackAt } from './undoings.js';

/** All was quiet once the one change was taken back, and alerts came again after the other. */
export interface Relapse {
  /** Which of the two it is. */
  readonly is: 'over' | 'anew';
  readonly other: Candidate['changes'];
  /** When the first was taken back, ms. */
  readonly backAt: number;
  /** What took it back; undefined: it was rolled back itself. */
  readonly by: Change | undefined;
  /** When all was quiet, and when alerts came again, ms. */
  readonly quietAt: number;
  readonly againAt: number;
}

/** So far from what alerts something is changed every few minutes. */
const NEAREST = 1;
/** What falls silent when something is taken back is silent after so long: much less than where nobody did anything. ms */
const SHORTEST = 60_000;

const NOBODY: readonly Candidate[] = [];

type Back = Pick<Relapse, 'backAt' | 'by'>;
interface Healed {
  readonly candidate: Candidate;
  readonly back: Back;
}

const hopsOf = ({ explained: [{ hops }] }: Candidate): number => hops;

/** What was taken back shortly before a silence, of all that is known of a site. */
const backsOf = (site: Site, mine: readonly Placed[], { quietAt }: Silence, opened: number, near: number): ReadonlyMap<Change, Back> => {
  const isBack = (at: number): boolean => at > opened && at <= quietAt && quietAt - at <= near;
  const backs = new Map<Change, Back>();
  const known = [...new Set([...placedOf(site.known), ...mine])].sort((a, b) => byTime(b, a)).map(({ change }) => change);
  for (const change of known) if (wasIn(change, 'rolled-back')) for (const at of rolledBackAt(change)) if (isBack(at)) backs.set(change, { backAt: at, by: undefined });
  const quiet = timeOf(quietAt);
  for (const placed of [...mine].sort(byTime)) {
    const at = effectiveBy(placed, quietAt, quiet);
    if (isBack(at) && mayTakeBack(placed.change)) for (const change of takenBackBy(placed.change, known)) backs.set(change, { backAt: at, by: placed.change });
  }
  return backs;
};

/** Whether it may have brought the alerts again: made while all was quiet, of what alerts or is called there at once. Who scales follows the load. */
const mayBringAgain = ({ service, changes: [lead], explained: [nearest], effectiveAt, onset }: Candidate, { quietAt, againAt }: Silence, skew: number): boolean =>
  service !== undefined && onset >= againAt && effectiveAt > quietAt - skew && effectiveAt <= againAt + skew && isLedTo(nearest) && nearest.hops <= NEAREST && mayEnd(lead);

/** What came after a silence that is too short to say anything by itself, but where something was taken back just before. `laterOf`: by what is silent for so long, ms. */
export const broughtAgain = (sites: readonly Site[], sinceOf: () => SinceOfSites | undefined, group: Group, { fold }: Pick<Rules, 'fold'>, laterOf: (least: number) => readonly Candidate[]): readonly Candidate[] => {
  const short = silencesOf(group.members, SHORTEST).filter(({ quietAt, againAt }) => againAt - quietAt < leastQuiet(fold));
  if (short.length === 0) return NOBODY;
  const since = sinceOf();
  const opened = millis(group.members[0]?.episode.startsAt ?? '');
  const healed = short.filter((silence) => sites.some((site, i) => site.service !== undefined && backsOf(site, since?.[i] ?? [], silence, opened, fold.near).size > 0));
  if (healed.length === 0) return NOBODY;
  const known = new Set(sites.flatMap(({ together }) => together.map(({ changes: [{ id }] }) => id)));
  return laterOf(SHORTEST).filter((candidate) => !known.has(candidate.changes[0].id) && healed.some((silence) => mayBringAgain(candidate, silence, fold.skew)));
};

/**
 * What was taken back, whereupon all was quiet, is not what alerts now where something else was changed before alerts came again: an incident may have one
 * cause after the other. Where nothing was, it only flaps, or the one was not the cause.
 */
export const withRelapses = (sites: readonly Site[], since: SinceOfSites | undefined, group: Group, { fold }: Pick<Rules, 'fold'>, made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const silences = silencesOf(group.members, SHORTEST);
  if (silences.length === 0) return sites;
  const opened = millis(group.members[0]?.episode.startsAt ?? '');
  // what happened later says how it stands
  return silences.reduce((told, silence) => relapsed(told, since, silence, opened, fold, made), sites);
};

const relapsed = (sites: readonly Site[], since: SinceOfSites | undefined, silence: Silence, opened: number, { near, skew }: Rules['fold'], made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const anew = sites.flatMap(({ together }) => together.filter((candidate) => mayBringAgain(candidate, silence, skew)))
    .sort((a, b) => hopsOf(a) - hopsOf(b) || b.effectiveAt - a.effectiveAt || compareText(a.changes[0].id, b.changes[0].id));
  const [bringer] = anew;
  if (bringer === undefined) return sites;
  const backs = sites.map((site, i) => (site.service === undefined ? undefined : backsOf(site, since?.[i] ?? [], silence, opened, near)));
  const apart = sites.map((site, i) => (backs[i] === undefined || backs[i].size === 0 ? site : toldOf(site, (change) => backs[i]?.has(change) === true, (candidate) => candidate, made)));
  const backOf = ({ changes }: Candidate, i: number): Back | undefined => changes.flatMap((change) => backs[i]?.get(change) ?? []).sort((a, b) => b.backAt - a.backAt)[0];
  const healed = apart.flatMap(({ together }, i) => together.flatMap((candidate): Healed[] => { const back = backOf(candidate, i); return back === undefined ? [] : [{ candidate, back }]; }))
    .sort((a, b) => hopsOf(a.candidate) - hopsOf(b.candidate) || b.back.backAt - a.back.backAt || compareText(a.candidate.changes[0].id, b.candidate.changes[0].id));
  const [first] = healed;
  if (first === undefined) return sites;
  const over = new Map(healed.map(({ candidate, back }) => [candidate, back]));
  return apart.map((site) => ({
    ...site,
    together: site.together.map((candidate): Candidate => {
      const back = over.get(candidate);
      if (back !== undefined) return { ...candidate, alone: undefined, relapse: { is: 'over', other: bringer.changes, ...back, ...silence } };
      return anew.includes(candidate) ? { ...candidate, relapse: { is: 'anew', other: first.candidate.changes, ...first.back, ...silence } } : candidate;
    }),
  }));
};
