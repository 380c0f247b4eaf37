import type { Catalog } from '../catalog/catalog.js';
import { resolveName, resolveSubject } from '../catalog/resolve.js';
import type { Episodes, News } from './alerts.js';
import type { Context } from './environment-fold.js';
import { type Episode, partsOf } from './episodes.js';
import { firstAt } from './first-at.js';
import { millis } from '../events/time.js';
import { type Group, type Member, NO_PASS, byStart, groupsOf, groupsSince } from './membership.js';
import { nearIn } from './near.js';

/** Whose membership is final: the incident of each alert, and how often that was added to. */
export interface Settled {
  readonly members: ReadonlyMap<string, string>;
  readonly times: number;
}

/** Between which instants alerts came, went or are told otherwise, ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
const NEVER: Span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const spanOf = ({ gone, come }: News): Span => [...gone, ...come].reduce(({ from, to }, { startsAt }) => ({ from: Math.min(from, millis(startsAt)), to: Math.max(to, millis(startsAt)) }), NEVER);

/** The groups of one environment, kept up to date from where an alert came, went or is told otherwise. */
export interface Grouping {
  /** Oldest first; those that are as they were are the same objects. */
  now(context: Context, settled: Settled): readonly Group[];
  /** All that is in them, oldest first. */
  members(): readonly Member[];
  /** What the last answer was made new by. */
  moved(): Span;
}

/** What one of its sources says of the call is so, whoever else tells of it. */
const callerIn = (episode: Episode, catalog: Catalog, environment: string): string | undefined => {
  for (const { first: { caller, cluster } } of partsOf(episode)) if (caller !== undefined) return resolveName(catalog, caller, { environment, cluster });
  return undefined;
};

/** An episode on the services that the catalog knows it by. */
export const memberOf = (episode: Episode, catalog: Catalog, environment: string): Member => {
  const { service, entities, cluster } = episode.first;
  const { services } = resolveSubject(catalog, { services: service === undefined ? [] : [service], entities, environment, cluster });
  const caller = callerIn(episode, catalog, environment);
  return caller === undefined ? { episode, services } : { episode, services, caller };
};

/** More news than this are more than all anew. */
const MUCH = 200;

/** Where one stands, or would, among those that began before it. */
const placeOf = (sorted: readonly Member[], one: Member): number => firstAt(sorted.length, (i) => byStart(sorted[i] as Member, one) < 0);

export const createGrouping = (environment: string, alerts: Episodes): Grouping => {
  let places: { catalog: Catalog | undefined; of: WeakMap<Episode, Member> } = { catalog: undefined, of: new WeakMap() };
  let sorted: Member[] = [];
  let pass = NO_PASS;
  let moved = ALWAYS;
  /** What `pass` is of; undefined: of nothing. */
  let asked: { readonly version: number; readonly times: number; readonly episodes: readonly Episode[] | undefined } | undefined;

  const placed = (episode: Episode, { catalog }: Context): Member => {
    if (places.catalog !== catalog) places = { catalog, of: new WeakMap() };
    const known = places.of.get(episode);
    if (known !== undefined) return known;
    const member = memberOf(episode, catalog, environment);
    places.of.set(episode, member);
    return member;
  };
  /** How many are still as they were, from the first; undefined where one that is said to go is not there. */
  const move = ({ gone, come }: News, context: Context): number | undefined => {
    let same = sorted.length;
    for (const episode of gone) {
      let at = placeOf(sorted, placed(episode, context));
      while (at < sorted.length && sorted[at]?.episode !== episode) at += 1;
      if (at === sorted.length) return undefined;
      sorted.splice(at, 1);
      same = Math.min(same, at);
    }
    for (const episode of come) {
      const member = placed(episode, context);
      const at = placeOf(sorted, member);
      sorted.splice(at, 0, member);
      same = Math.min(same, at);
    }
    return same;
  };

  return {
    members: () => sorted,
    moved: () => moved,
    now: (context, { members: settled, times }) => {
      const before = asked?.version === context.version && asked.times === times ? asked : undefined;
      // until it is done: an error half-way leaves nothing to go on from
      asked = undefined;
      moved = ALWAYS;
      const { version, rules: { fold } } = context;
      const near = nearIn(context.graph, fold.groupHops, environment);
      const news = before === undefined ? undefined : alerts.news(context.now);
      const many = news === undefined ? 0 : news.gone.length + news.come.length;
      if (before !== undefined && news !== undefined && many === 0) {
        asked = before;
        moved = NEVER;
        return pass.groups;
      }
      if (news !== undefined) moved = spanOf(news);
      const same = news === undefined || many > MUCH ? undefined : move(news, context);
      if (same !== undefined) {
        pass = groupsSince(pass, sorted, same, near, fold, settled);
        asked = { version, times, episodes: undefined };
        return pass.groups;
      }
      const episodes = alerts.all(context.now);
      if (before?.episodes !== episodes) {
        sorted = episodes.map((episode) => placed(episode, context)).sort(byStart);
        pass = groupsOf(sorted, near, fold, settled);
      }
      asked = { version, times, episodes };
      return pass.groups;
    },
  };
};
