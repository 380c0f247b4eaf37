import type { Change } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import type { Candidate, Site, Surroundings } from './candidates.js';
import type { Episode } from './episodes.js';
import type { Explained } from './explained.js';
import type { Group, Member } from './membership.js';
import { effectiveAt, type Placed } from './placed.js';
import type { Rules } from './rules.js';
import { byTime } from './shelves.js';
import { mayTakeBack, takenBackBy } from './taken-back.js';

/** What took a change back, and how soon after it the alerts ended that the change explains. */
export interface Undoing {
  readonly by: Change;
  /** ms */
  readonly endedAfter: number;
}

/** A change back that takes longer to come everywhere is not seen for one. ms */
const SLOW = 3_600_000;

/** When it ended, as its sender says, ms: that nobody spoke of it any more says nothing. */
export const endOf = ({ endsAt, lapsesAt }: Episode): number | undefined => (endsAt === undefined || endsAt === lapsesAt ? undefined : millis(endsAt));

/** When the last of these ended, ms; undefined while one has not, as far as its sender says. */
export const lastEndOf = (explained: readonly Explained[]): number | undefined => {
  let last = Number.NEGATIVE_INFINITY;
  for (const { members } of explained) {
    for (const { episode } of members) {
      const end = endOf(episode);
      if (end === undefined) return undefined;
      if (end > last) last = end;
    }
  }
  return last;
};

/** Until when what is changed may have ended one of these, ms. */
export const lastEnd = (members: readonly Member[]): number => {
  let last = Number.NEGATIVE_INFINITY;
  for (const { episode } of members) last = Math.max(last, endOf(episode) ?? last);
  return last;
};

const newestFirst = (known: readonly Placed[]): readonly Change[] => [...known].sort((a, b) => byTime(b, a)).map(({ change }) => change);

/** Of what was changed since, what takes back a known change while an alert fires that this would explain: it answers to the incident, and is no cause of it. */
export const answersIn = (since: readonly Placed[], known: readonly Placed[], explained: readonly Explained[], { quiet }: Rules['fold']): ReadonlySet<Change> => {
  const earlier = newestFirst(known);
  const fires = (at: number): boolean =>
    explained.some(({ members }) => members.some(({ episode: { startsAt, endsAt } }) => millis(startsAt) <= at && (endsAt === undefined || at < millis(endsAt) + quiet)));
  return new Set(since.filter(({ change, occurredAt }) => fires(occurredAt) && takenBackBy(change, earlier).size > 0).map(({ change }) => change));
};

/** Tells of each candidate what took it back, if that was done shortly before the alerts ended. `made` gives the candidate of a change by itself. */
export const withUndoings = (sites: readonly Site[], { members }: Group, { environment, changes, rules: { fold } }: Surroundings, made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const first = members.reduce((soonest, { episode }) => Math.min(soonest, endOf(episode) ?? soonest), Number.POSITIVE_INFINITY);
  const opened = millis(members[0]?.episode.startsAt ?? '');
  // what ends later changes no suspect any more
  const final = opened + fold.settledAfter;
  const window = { environment, from: Math.max(opened + fold.skew + 1, first - fold.near - SLOW), to: Math.min(lastEnd(members), final) };
  if (window.to < window.from) return sites;
  const byService = new Map<string, Placed[]>();
  for (const placed of changes.during(window)) {
    if (!mayTakeBack(placed.change)) continue;
    for (const service of placed.services) void (byService.get(service)?.push(placed) ?? byService.set(service, [placed]));
  }
  if (byService.size === 0) return sites;

  return sites.map((site) => {
    const since = site.service === undefined ? undefined : byService.get(site.service);
    const last = since === undefined ? undefined : lastEndOf(site.explained);
    if (since === undefined || last === undefined || last > final) return site;
    const undoings = new Map<Change, Undoing>();
    const earlier = newestFirst(site.known);
    // the last that did it before the end
    for (const { change } of since.filter(({ occurredAt }) => occurredAt <= last).sort(byTime)) {
      const endedAfter = last - millis(effectiveAt(change, timeOf(last)));
      if (endedAfter <= fold.near) for (const taken of takenBackBy(change, earlier)) undoings.set(taken, { by: change, endedAfter });
    }
    return undoings.size === 0 ? site : told(site, undoings, made);
  });
};

const told = (site: Site, undoings: ReadonlyMap<Change, Undoing>, made: (site: Site, placed: Placed) => Candidate): Site => {
  const withIts = (candidate: Candidate): Candidate => {
    const [undoing] = candidate.changes.flatMap((change) => undoings.get(change) ?? []).sort((a, b) => a.endedAfter - b.endedAfter);
    return undoing === undefined ? candidate : { ...candidate, alone: undefined, undoing };
  };
  const own = site.alone.filter(({ change }) => undoings.has(change));
  return { ...site, alone: site.alone.filter((placed) => !own.includes(placed)), together: [...site.together, ...own.map((placed) => made(site, placed))].map(withIts) };
};
