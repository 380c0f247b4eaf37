import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { type Episode, worst } from './episodes.js';
import type { Rules } from './rules.js';

/**
 * By what an alert can be known to another source. `named`: its fingerprint and its key; `own`: also its address, which all alerts of one rule may
 * have; `all`: also what it merely mentions.
 */
export interface Keys {
  readonly named: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** Labels that hold the key by which an alert is told apart, its own or that of the one it was made of. */
const keyLabel = /^(de-?dup(lication)?[_-]?key|incident_?key|alert_?keys?|aggreg(ation)?_?key|alias|client_?url)$/i;
/** What several alerts of one source share, and what is made of them carries. */
const groupLabel = /^group_?key(_?hash)?$/i;
const hashes = /^[0-9a-f]{64}(,[0-9a-f]{64})+$/;
/** Where many alerts lead to the same page. */
const commonPage = /runbook|dashboard|panel|conference|integration|silence|alertmanager/i;

/** An address as it stands; and, where its path names one thing, without the times and filters behind it. */
const addresses = (url: string): string[] => {
  const [, host = '', path = '', rest = ''] = /^https?:\/\/([^/?#]+)\/?([^?#]*)(.*)$/i.exec(url) ?? [];
  if (host === '' || (path === '' && rest.length < 2)) return [];
  const fragment = /#([^?]*)/.exec(rest)?.[1] ?? '';
  const plain = `${path}/${fragment}`.split('/').filter((part) => part !== '');
  const names = plain.some((part) => part.length >= 5 && /\d/.test(part));
  return [url, ...(names ? [`${host.toLowerCase()}/${plain.join('/')}`] : [])];
};

const keysIn = (value: string): string[] => value.split(',').flatMap((part) => (/^https?:\/\//i.test(part) ? addresses(part) : part.trim() === '' ? [] : [part.trim()]));

const known = new WeakMap<Alert, Keys>();

export const keysOf = (alert: Alert): Keys => {
  const before = known.get(alert);
  if (before !== undefined) return before;
  const { fingerprint, labels, links, source } = alert;
  const named = new Set([fingerprint]);
  const own = new Set(named);
  const all = new Set(named);
  const add = (keys: readonly string[], mine: boolean): void => {
    for (const key of keys) {
      all.add(key);
      if (mine) own.add(key);
    }
  };
  for (const [name, value] of Object.entries(labels)) {
    if (keyLabel.test(name)) {
      const keys = keysIn(value);
      add(keys, true);
      for (const key of keys) named.add(key);
    }
    else if (groupLabel.test(name)) add([value, ...(hashes.test(value) ? value.split(',') : [])], false);
  }
  const common = new Set(links.filter(({ title }) => commonPage.test(title)).map(({ url }) => url));
  if (source.url !== undefined && !common.has(source.url)) add(addresses(source.url), true);
  for (const { url } of links) if (!common.has(url)) add(addresses(url), false);
  const keys = { named, own, all };
  known.set(alert, keys);
  return keys;
};

const sourceOf = ({ first: { source } }: Episode): string => `${source.provider} ${source.instance ?? ''}`;
const shares = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((key) => b.has(key));
const begun = (episode: Episode): number => millis(episode.startsAt);
const over = (episode: Episode): number => (episode.endsAt === undefined ? Number.POSITIVE_INFINITY : millis(episode.endsAt));
const byBegin = (a: Episode, b: Episode): number => compareText(a.startsAt, b.startsAt) || compareText(a.id, b.id);

/** One carries what the other is known by, and they were there together. */
const carries = (a: Episode, b: Episode): boolean => {
  const [ofA, ofB] = [keysOf(a.first), keysOf(b.first)];
  return shares(ofA.own, ofB.all) || shares(ofB.own, ofA.all);
};

/** Two alerts of one source are one only where it tells them apart by one key. */
const together = (as: readonly Episode[], bs: readonly Episode[]): boolean =>
  as.every((a) => bs.every((b) => sourceOf(a) !== sourceOf(b) || a.fingerprint === b.fingerprint || shares(keysOf(a.first).named, keysOf(b.first).named)));

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
 * Those of several sources that are one alert, in place of their parts; the rest as it came. `sharing`: the episodes that share each key. The
 * nearest in time find each other first; each episode is part of one alert, whatever the order in which it is told.
 */
export const joinTwins = (sharing: Iterable<readonly Episode[]>, rules: Rules['fold']): Map<Episode, Episode> => {
  const pairs: { readonly a: Episode; readonly b: Episode; readonly apart: number }[] = [];
  for (const list of sharing) {
    const sorted = [...list].sort(byBegin);
    sorted.forEach((a, i) => {
      for (const b of sorted.slice(i + 1, i + 1 + REACH)) {
        const apart = begun(b) - begun(a);
        if (apart > rules.ownOnlyAfter) break;
        if (begun(b) < over(a) + rules.quiet && sourceOf(a) !== sourceOf(b) && carries(a, b)) pairs.push({ a, b, apart });
      }
    });
  }
  pairs.sort((x, y) => x.apart - y.apart || byBegin(x.a, y.a) || byBegin(x.b, y.b));
  const parts = new Map<Episode, readonly Episode[]>();
  for (const { a, b } of pairs) {
    const [as, bs] = [parts.get(a) ?? [a], parts.get(b) ?? [b]];
    if (as === bs || !together(as, bs)) continue;
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
