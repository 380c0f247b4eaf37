import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { BOND, isTelling, type Keys, keysOf } from './alert-keys.js';
import { type Episode, worst } from './episodes.js';
import { differ } from './placed.js';
import type { Rules } from './rules.js';

const sourceOf = ({ first: { source } }: Episode): string => JSON.stringify([source.provider, source.instance]);
const shares = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((key) => b.has(key));
const begun = (episode: Episode): number => millis(episode.startsAt);
const over = (episode: Episode): number => (episode.endsAt === undefined ? Number.POSITIVE_INFINITY : millis(episode.endsAt));
const byBegin = (a: Episode, b: Episode): number => compareText(a.startsAt, b.startsAt) || compareText(a.id, b.id);

/** What both lead to: undefined where they lead to different parts of it. */
const samePart = (key: string, a: Keys, b: Keys): boolean => {
  const [ofA, ofB] = [a.parts.get(key), b.parts.get(key)];
  return ofA === undefined || ofB === undefined || ofA.has('') || ofB.has('') || shares(ofA, ofB);
};

/**
 * How surely two are one. `alert`: one carries the fingerprint of the other, or a key that no third has; `group`: such a key of several; `page`: the
 * one leads to where the other does; `word`: both have a key that many may have.
 */
type Tie = 'alert' | 'group' | 'page' | 'word';

const tieOf = (a: Alert, b: Alert): Tie | undefined => {
  const [ofA, ofB] = [keysOf(a), keysOf(b)];
  if (ofA.named.has(b.fingerprint) || ofB.named.has(a.fingerprint)) return 'alert';
  if (a.labels[BOND] !== undefined && a.labels[BOND] === b.labels[BOND]) return 'alert';
  const shared = [...[...ofA.own].filter((key) => ofB.all.has(key)), ...[...ofB.own].filter((key) => ofA.all.has(key))].filter((key) => samePart(key, ofA, ofB));
  const isPage = (key: string): boolean => ofA.parts.has(key) || ofB.parts.has(key);
  const keys = shared.filter((key) => !isPage(key));
  if (keys.some((key) => isTelling(key) && ofA.named.has(key) && ofB.named.has(key))) return 'alert';
  if (keys.some(isTelling)) return 'group';
  if (shared.some(isPage)) return 'page';
  return keys.length > 0 ? 'word' : undefined;
};

/** Their senders say that they are about two things. */
const disagree = ({ first: a }: Episode, { first: b }: Episode): boolean => differ(a.service, b.service) || differ(a.cluster, b.cluster);

/** Whether the later one tells what the earlier one does, by what ties them. */
const tells = (a: Episode, b: Episode, tie: Tie, { quiet, near, skew }: Rules['fold']): boolean => {
  if (tie === 'alert') return begun(b) < over(a) + quiet;
  if (disagree(a, b) || begun(b) > over(a) + skew) return false;
  // a pager opens within minutes; what tells of the same service while it fires may be slower
  const lasts = tie === 'group' || (tie === 'page' && a.first.service !== undefined && a.first.service === b.first.service);
  return lasts || begun(b) - begun(a) <= near;
};

/** One source tells both by one key, of one thing. */
const isOneOfItsSource = (a: Episode, b: Episode): boolean => a.fingerprint === b.fingerprint || (!disagree(a, b) && tieOf(a.first, b.first) === 'alert');

/** Two alerts of one source are one only where it tells them by one key; those of two services or clusters only where that is sure. */
const together = (as: readonly Episode[], bs: readonly Episode[], tie: Tie): boolean =>
  as.every((a) => bs.every((b) => (sourceOf(a) === sourceOf(b) ? isOneOfItsSource(a, b) : tie === 'alert' || !disagree(a, b))));

/** The alert that several sources tell: it begins with the first of them and fires while any does. */
const oneOf = (parts: readonly [Episode, ...Episode[]], rules: Rules['fold']): Episode => {
  const [lead] = parts;
  // whoever came later than an incident takes anybody tells it nothing of what it is about
  const firsts = parts.filter((part) => begun(part) - begun(lead) <= rules.ownOnlyAfter).map(({ first }) => first);
  const service = firsts.find((first) => first.service !== undefined)?.service;
  const cluster = firsts.find((first) => first.cluster !== undefined)?.cluster;
  const running = parts.some(({ endsAt }) => endsAt === undefined);
  return {
    id: lead.id,
    alertIds: parts.flatMap(({ alertIds }) => alertIds),
    fingerprint: lead.fingerprint,
    first: {
      ...lead.first,
      ...(service === undefined ? {} : { service }),
      ...(cluster === undefined ? {} : { cluster }),
      class: firsts.find((first) => first.class !== 'other')?.class ?? 'other',
      entities: [...new Set(firsts.flatMap(({ entities }) => entities))],
      labels: Object.assign({}, ...firsts.map(({ labels }) => labels).reverse()) as Alert['labels'],
    },
    startsAt: lead.startsAt,
    endsAt: running ? undefined : parts.reduce((last, { endsAt = '' }) => (endsAt > last ? endsAt : last), ''),
    lapsesAt: undefined,
    acknowledged: parts.some(({ acknowledged, endsAt }) => acknowledged && (endsAt === undefined || !running)),
    severity: parts.map(({ severity }) => severity).reduce(worst),
    earlier: parts.reduce((most, { earlier }) => Math.max(most, earlier), 0),
    parts,
  };
};

/** Further apart in a list of what shares a key nobody looks for a pair. */
const REACH = 30;

/**
 * Those of several sources that are one alert, in place of their parts; the rest as it came. `sharing`: the episodes that share each key. What is
 * surest, then what is nearest in time, finds each other first; each episode is part of one alert, whatever the order in which it is told.
 */
export const joinTwins = (sharing: Iterable<readonly Episode[]>, rules: Rules['fold']): Map<Episode, Episode> => {
  const pairs: { readonly a: Episode; readonly b: Episode; readonly tie: Tie; readonly apart: number }[] = [];
  for (const list of sharing) {
    const sorted = [...list].sort(byBegin);
    sorted.forEach((a, i) => {
      for (const b of sorted.slice(i + 1, i + 1 + REACH)) {
        const apart = begun(b) - begun(a);
        if (apart > rules.ownOnlyAfter) break;
        if (sourceOf(a) === sourceOf(b)) continue;
        const tie = tieOf(a.first, b.first);
        if (tie !== undefined && tells(a, b, tie, rules)) pairs.push({ a, b, tie, apart });
      }
    });
  }
  const unsure = (tie: Tie): number => (tie === 'alert' ? 0 : 1);
  pairs.sort((x, y) => unsure(x.tie) - unsure(y.tie) || x.apart - y.apart || byBegin(x.a, y.a) || byBegin(x.b, y.b));
  const parts = new Map<Episode, readonly Episode[]>();
  for (const { a, b, tie } of pairs) {
    const [as, bs] = [parts.get(a) ?? [a], parts.get(b) ?? [b]];
    if (as === bs || !together(as, bs, tie)) continue;
    const both = [...as, ...bs];
    for (const part of both) parts.set(part, both);
  }
  const joined = new Map<Episode, Episode>();
  for (const set of new Set(parts.values())) {
    const [lead, ...others] = [...set].sort(byBegin);
    if (lead === undefined) continue;
    const one = oneOf([lead, ...others], rules);
    for (const part of one.parts ?? []) joined.set(part, one);
  }
  return joined;
};
