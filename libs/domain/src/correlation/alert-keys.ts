import type { Alert } from '../events/alert.js';
import { compareText } from '../events/canonical.js';

/**
 * By what an alert can be known to another source. `named`: its fingerprint and its key; `own`: also its address, which all alerts of one rule may
 * have; `all`: also what it merely mentions. `parts`: of a page that it leads to, which part of it.
 */
export interface Keys {
  readonly named: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Labels that hold the key by which an alert is told apart, its own or that of the one it was made of. */
const keyLabel = /^(de-?dup(lication)?[_-]?key|incident_?key|alert_?keys?|aggreg(ation)?_?key|alias|client_?url)$/i;
/** What several alerts of one source share, and what is made of them carries. */
const groupLabel = /^group_?key(_?hash)?$/i;
/** A label of our own: these were found to be one, and stay it. */
export const BOND = 'culprit-one-alert';
const hashes = /^[0-9a-f]{64}(,[0-9a-f]{64})+$/;
/** A key that nobody gives two alerts: a hash, a UUID. `errors`, `WebDown`, `us-east-1` or `errors-20260115` are in many. */
export const isTelling = (key: string): boolean => /[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{4}-/i.test(key);
/** Where many alerts lead to the same page. */
const commonPage = /runbook|dashboard|panel|conference|integration|silence|alertmanager/i;
const commonPath = /^(?:.*\/)?(?:d|dashboards?|explore|runbooks?)\//i;
/** What stands behind an address and only says when, or who asks. */
const passing = /^(from|to|start|end|begin|now|live|time|timestamp|ts|date|range|refresh|tz|timezone|org_?id|event_?id|utm_.*|(from|to|start|end|eval|event)_?(ts|time|at)?)$/i;

interface Page {
  readonly key: string;
  /** What of it: the group of a monitor; empty: all of it. */
  readonly part: string;
}

const partOf = (query: string): string => query.split('&').filter((each) => each !== '' && !passing.test(each.split('=', 1)[0] ?? '')).sort(compareText).join('&');

/** The page that an address leads to, where its path names one thing, without the times behind it; else as it stands. */
const pageOf = (url: string): Page | undefined => {
  const [, host = '', path = '', rest = ''] = /^https?:\/\/([^/?#]+)\/?([^?#]*)(.*)$/i.exec(url) ?? [];
  if (host === '' || (path === '' && rest.length < 2)) return undefined;
  const plain = `${path}/${/#([^?]*)/.exec(rest)?.[1] ?? ''}`.split('/').filter((name) => name !== '');
  const part = partOf(/\?([^#]*)/.exec(rest)?.[1] ?? '');
  if (commonPath.test(path) && !/panel|alert/i.test(part)) return undefined;
  if (!plain.some((name) => /\d{4}/.test(name) || (name.length >= 5 && /\d/.test(name)))) return { key: url, part: '' };
  return { key: `${host.toLowerCase()}/${plain.join('/')}`, part };
};

const known = new WeakMap<Alert, Keys>();

export const keysOf = (alert: Alert): Keys => {
  const before = known.get(alert);
  if (before !== undefined) return before;
  const { fingerprint, labels, links, source } = alert;
  const named = new Set([fingerprint]);
  const own = new Set(named);
  const all = new Set(named);
  const parts = new Map<string, Set<string>>();
  const add = (key: string, mine: boolean): void => {
    all.add(key);
    if (mine) own.add(key);
  };
  const lead = (url: string, mine: boolean): void => {
    const page = pageOf(url);
    if (page === undefined) return;
    add(page.key, mine);
    void (parts.get(page.key)?.add(page.part) ?? parts.set(page.key, new Set([page.part])));
  };
  for (const [name, value] of Object.entries(labels)) {
    if (groupLabel.test(name)) for (const key of [value, ...(hashes.test(value) ? value.split(',') : [])]) add(key, false);
    if (name === BOND) {
      add(value, true);
      continue;
    }
    if (!keyLabel.test(name)) continue;
    for (const each of value.split(',')) {
      const key = each.trim();
      if (/^https?:\/\//i.test(key)) {
        lead(key, true);
        continue;
      }
      if (key === '') continue;
      add(key, true);
      named.add(key);
    }
  }
  const common = new Set(links.filter(({ title }) => commonPage.test(title)).map(({ url }) => url));
  if (source.url !== undefined && !common.has(source.url)) lead(source.url, true);
  for (const { url } of links) if (!common.has(url)) lead(url, false);
  const keys = { named, own, all, parts };
  known.set(alert, keys);
  return keys;
};
