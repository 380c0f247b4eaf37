import type { Change, ChangeKind } from '../events/change.js';
import { millis, timeOf } from '../events/time.js';
import type { Candidate, Site, Surroundings } from './candidates.js';
import { builds, kindClass } from './kind-class.js';
import type { Group, Member } from './membership.js';
import { effectiveAt, type Placed } from './placed.js';
import { byTime } from './shelves.js';
import { endOf, lastEnd } from './undoings.js';

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

/** Alerts that may come from the site, by service: when the first began and the last ended, ms. */
const spellsOf = ({ explained }: Site): readonly { readonly began: number; readonly ended: number }[] =>
  explained.map(({ members, began }) => ({ began, ended: members.reduce((last: number, { episode }: Member) => Math.max(last, endOf(episode) ?? Number.POSITIVE_INFINITY), Number.NEGATIVE_INFINITY) }));

type Silenced = Omit<Mending, 'by' | 'every'>;

const silencedBy = (at: number, spells: ReturnType<typeof spellsOf>, near: number): Silenced | undefined => {
  const begun = spells.filter(({ began }) => began <= at);
  const silent = begun.filter(({ ended }) => ended > at && ended <= at + near);
  if (silent.length === 0 || silent.length < begun.length * MOST_OF) return undefined;
  return { of: begun.length, silent: silent.length, within: Math.max(...silent.map(({ ended }) => ended)) - at };
};

/** Tells of the candidates of a service which change of the same kind came shortly before what alerted fell silent. `made` gives the candidate of a change by itself. */
export const withMendings = (sites: readonly Site[], { members }: Group, { environment, changes, rules: { fold, candidates } }: Surroundings, made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const opened = millis(members[0]?.episode.startsAt ?? '');
  const last = lastEnd(members);
  const window = { environment, from: opened + fold.skew + 1, to: last };
  if (window.to < window.from) return sites;
  const byService = new Map<string, Placed[]>();
  for (const placed of changes.during(window)) {
    if (builds(placed.change.kind) || placed.change.actor?.kind === 'autoscaler') continue;
    for (const service of placed.services) void (byService.get(service)?.push(placed) ?? byService.set(service, [placed]));
  }
  if (byService.size === 0) return sites;
  let longest = LEAST;
  for (const { known } of sites) for (const { occurredAt } of known) longest = Math.max(longest, opened - occurredAt);

  /** As the newest of each class of kinds tell it. */
  const everyOf = ({ known }: Site, kind: ChangeKind): number => {
    const before = known.filter((placed) => placed.occurredAt <= opened && kindClass(placed.change.kind) === kindClass(kind));
    const reach = before.length < candidates.newest ? longest : opened - Math.min(...before.map(({ occurredAt }) => occurredAt));
    return Math.max(LEAST, reach) / (1 + before.filter(({ change }) => change.kind === kind).length);
  };
  const mendingsOf = (site: Site, since: readonly Placed[]): ReadonlyMap<ChangeKind, Mending> => {
    const found = new Map<ChangeKind, Mending>();
    const spells = spellsOf(site);
    for (const { change } of [...since].sort(byTime)) {
      const silenced = silencedBy(millis(effectiveAt(change, timeOf(last))), spells, fold.near);
      if (silenced !== undefined) found.set(change.kind, { by: change, every: everyOf(site, change.kind), ...silenced });
    }
    return found;
  };

  return sites.map((site) => {
    const since = site.service === undefined ? undefined : byService.get(site.service);
    const { by } = site.explained[0];
    if (since === undefined || by === 'neighbour' || by === 'peer') return site;
    const mendings = mendingsOf(site, since);
    const withIts = (candidate: Candidate): Candidate => {
      const mending = candidate.onset > opened ? undefined : mendings.get(candidate.changes[0].kind);
      return mending === undefined || mending.by === candidate.changes[0] ? candidate : { ...candidate, alone: undefined, mending };
    };
    const own = site.alone.filter(({ change }) => mendings.has(change.kind));
    const together = [...site.together, ...own.map((placed) => made(site, placed))].map(withIts);
    return mendings.size === 0 ? site : { ...site, alone: site.alone.filter((placed) => !own.includes(placed)), together };
  });
};
