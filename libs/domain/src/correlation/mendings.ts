import type { Change, ChangeKind } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import { type Candidate, effectiveBy, type Site } from './candidates.js';
import { isLedTo } from './explained.js';
import { kindClass } from './kind-class.js';
import type { Group } from './membership.js';
import type { Placed } from './placed.js';
import type { Rules } from './rules.js';
import { oldestOf, placedOf } from './run.js';
import { byTime } from './shelf.js';
import { finalOf, lastEnd, lastEndOf, type SinceOfSites, toldOf } from './since.js';

/** A change of the same service and kind after which what alerted fell silent: mostly what broke is put right where it broke. */
export interface Mending {
  readonly by: Change;
  /** Of the alerting services that may come from this one, and how many of them fell silent soon after. */
  readonly of: number;
  readonly silent: number;
  /** How long after it the last of these did, ms. */
  readonly within: number;
  /** How long there is between such changes on average, as far as is known, ms. */
  readonly every: number;
}

/** Over less no rate is measured. ms */
const LEAST = 3_600_000;
/** At least this share of the services must fall silent. */
const MOST_OF = 0.5;

/** Alerts that may come from the site, by service: when the first began and the last ended, ms; what ends after `final` has not. */
const spellsOf = ({ explained }: Site, final: number): readonly { readonly began: number; readonly ended: number }[] =>
  explained.map((one) => {
    const ended = lastEndOf([one]) ?? Number.POSITIVE_INFINITY;
    return { began: one.began, ended: ended > final ? Number.POSITIVE_INFINITY : ended };
  });

type Silenced = Omit<Mending, 'by' | 'every'>;

const silencedBy = (at: number, spells: ReturnType<typeof spellsOf>, near: number): Silenced | undefined => {
  const begun = spells.filter(({ began }) => began <= at);
  const silent = begun.filter(({ ended }) => ended > at && ended <= at + near);
  if (silent.length === 0 || silent.length < begun.length * MOST_OF) return undefined;
  return { of: begun.length, silent: silent.length, within: Math.max(...silent.map(({ ended }) => ended)) - at };
};

/** Tells of the candidates of a service which change of the same kind came shortly before what alerted fell silent. `made` gives the candidate of a change by itself. */
export const withMendings = (sites: readonly Site[], group: Group, since: SinceOfSites, { fold, candidates }: Pick<Rules, 'fold' | 'candidates'>, made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const { members } = group;
  const [opened, last, final] = [millis(members[0]?.episode.startsAt ?? ''), lastEnd(members), finalOf(group, fold)];
  const lastAt = last === Number.NEGATIVE_INFINITY ? '' : timeOf(last);
  /** How far back anything is known; seldom asked. */
  let longest: number | undefined;
  const longestOf = (): number => {
    if (longest !== undefined) return longest;
    longest = LEAST;
    for (const { known } of sites) longest = Math.max(longest, opened - oldestOf(known));
    return longest;
  };

  /** As the newest of each class of kinds tell it. */
  const everyOf = ({ known }: Site, kind: ChangeKind): number => {
    const before = placedOf(known).filter((placed) => placed.occurredAt <= opened && kindClass(placed.change.kind) === kindClass(kind));
    const reach = before.length < candidates.newest ? longestOf() : opened - Math.min(...before.map(({ occurredAt }) => occurredAt));
    return Math.max(LEAST, reach) / (1 + before.filter(({ change }) => change.kind === kind).length);
  };
  const mendingsOf = (site: Site, since: readonly Placed[]): ReadonlyMap<ChangeKind, Mending> => {
    const found = new Map<ChangeKind, Mending>();
    const spells = spellsOf(site, final);
    for (const placed of since.length === 1 ? since : [...since].sort(byTime)) {
      const { change } = placed;
      const silenced = silencedBy(effectiveBy(placed, last, lastAt), spells, fold.near);
      if (silenced !== undefined) found.set(change.kind, { by: change, every: everyOf(site, change.kind), ...silenced });
    }
    return found;
  };

  return sites.map((site, i) => {
    const mine = since[i];
    if (mine === undefined || !isLedTo(site.explained[0])) return site;
    const mendings = mendingsOf(site, mine);
    const tell = (candidate: Candidate): Candidate => {
      const mending = candidate.onset > opened ? undefined : mendings.get(candidate.changes[0].kind);
      return mending === undefined || mending.by === candidate.changes[0] ? candidate : { ...candidate, alone: undefined, mending };
    };
    return mendings.size === 0 ? site : toldOf(site, ({ kind }) => mendings.has(kind), tell, made);
  });
};
