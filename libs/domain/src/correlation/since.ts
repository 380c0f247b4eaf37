import type { Change } from '../events/change.js';
import { millis } from '../events/time.js';
import type { Candidate, Site, Surroundings } from './candidates.js';
import type { Episode } from './episodes.js';
import type { Explained } from './explained.js';
import { builds } from './kind-class.js';
import type { Group, Member } from './membership.js';
import type { Placed } from './placed.js';
import type { Rules } from './rules.js';
import { placedOf, runOf } from './run.js';

/** What takes longer to come everywhere is not seen to end an alert. ms */
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

/** What ends later changes no suspect any more, ms. */
export const finalOf = ({ members: [first] }: Group, { settledAfter }: Rules['fold']): number => millis(first?.episode.startsAt ?? '') + settledAfter;

/** What was changed since the incident opened and before one of its alerts ended, of each of some sites in their order. */
export type SinceOfSites = readonly (readonly Placed[] | undefined)[];

/** Two instants, ms, both included; empty where the second is before the first. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a machine scales ends nothing, it follows the load; and what is only built reaches nobody. */
export const mayEnd = ({ kind, actor }: Change): boolean => !builds(kind) && actor?.kind !== 'autoscaler';

/** When something must have been changed to have ended one of these alerts, and not been before them. */
export const sinceSpan = (group: Group, fold: Rules['fold']): Span => {
  const { members } = group;
  const first = members.reduce((soonest, { episode }) => Math.min(soonest, endOf(episode) ?? soonest), Number.POSITIVE_INFINITY);
  return { from: Math.max(millis(members[0]?.episode.startsAt ?? '') + fold.skew + 1, first - fold.near - SLOW), to: Math.min(lastEnd(members), finalOf(group, fold)) };
};

/** Undefined where nothing was. */
export const changedSince = (group: Group, sites: readonly Site[], { environment, changes, rules: { fold } }: Surroundings): SinceOfSites | undefined => {
  const window = { environment, ...sinceSpan(group, fold) };
  if (window.to < window.from) return undefined;
  let any = false;
  const of = (service: string): readonly Placed[] | undefined => {
    const all = changes.during(service, window);
    const found = all.length === 0 ? all : all.filter(({ change }) => mayEnd(change));
    if (found.length === 0) return undefined;
    any = true;
    return found;
  };
  const since = sites.map(({ service }) => (service === undefined ? undefined : of(service)));
  return any ? since : undefined;
};

/** The site with those that `isTold` finds made candidates of their own, and each told by `tell`. `made` gives the candidate of a change by itself. */
export const toldOf = (site: Site, isTold: (change: Change) => boolean, tell: (candidate: Candidate) => Candidate, made: (site: Site, placed: Placed) => Candidate): Site => {
  const own = placedOf(site.alone).filter(({ change }) => isTold(change));
  return { ...site, alone: runOf(placedOf(site.alone).filter((placed) => !own.includes(placed))), together: [...site.together, ...own.map((placed) => made(site, placed))].map(tell) };
};
