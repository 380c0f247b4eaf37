import { factId, type Alert, type Time } from '@culprit/domain';
import type { Said } from './contract.js';
import { callIn } from './labels.js';
import { cut, title } from './wording.js';

/** What a provider found out of an alert; what is undefined is not known. */
export interface Telling extends Pick<Alert, 'id' | 'status' | 'class' | 'severity' | 'updatedAt' | 'observedAt'> {
  /** Whose the alerting instance is, and which one: put together they are its fingerprint. */
  readonly of: readonly [provider: string, instance: string | undefined, ...parts: string[]];
  /** What people call the instance, where that is not what it is told apart by. */
  readonly instance?: string | undefined;
  readonly startsAt?: Time | undefined;
  readonly endsAt?: Time | undefined;
  readonly expiresAfter?: string | undefined;
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
  readonly entities: readonly (string | undefined)[];
  /** The first that says something is the title. */
  readonly titles: readonly (string | undefined)[];
  readonly labels: Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;
  readonly links: readonly (readonly [title: string, url: string | undefined])[];
}

/** An alert as the event that everybody can read: what is unknown left out, what is too long cut, no link but http ones. */
export const alertSaid = ({ of: [provider, instance, ...parts], entities, titles, labels, links, ...known }: Telling): Said => {
  const called = known.instance ?? instance;
  const plain = labelsOf(labels);
  const call = callIn(plain);
  const open = links.flatMap(([name, url]) => (isLink(url) ? [{ title: name, url }] : []));
  return {
    kind: 'alert',
    event: {
      id: known.id,
      fingerprint: fingerprintOf(provider, instance, parts),
      status: known.status,
      class: known.class,
      severity: known.severity,
      ...(known.status === 'resolved' ? { endsAt: known.endsAt ?? known.updatedAt } : { startsAt: known.startsAt ?? known.updatedAt }),
      ...(known.expiresAfter === undefined ? {} : { expiresAfter: known.expiresAfter }),
      updatedAt: known.updatedAt,
      observedAt: known.observedAt,
      ...(known.environment ? { environment: cut(known.environment, 200) } : {}),
      ...(known.cluster ? { cluster: cut(known.cluster, 200) } : {}),
      ...(call === undefined ? {} : { caller: cut(call.from, 200) }),
      entities: [...new Set(entities.flatMap((entity) => (entity ? [cut(entity, 500)] : [])))].slice(0, 100),
      title: title(titles.find((text) => text !== undefined && text.trim() !== '')?.trim() ?? `Alert of ${provider}`),
      labels: plain,
      links: open,
      source: { provider, ...(called ? { instance: cut(called, 400) } : {}), ...(open[0] === undefined ? {} : { url: open[0].url }) },
    },
  };
};

/** Readable while it is short; what is long is told apart by its hash. */
const fingerprintOf = (provider: string, instance: string | undefined, parts: readonly string[]): string => {
  const plain = [provider, instance ?? '', ...parts].map((part) => part.replaceAll(':', '=')).join(':');
  return plain.length <= 400 ? plain : `${cut(plain, 300)}${factId('fingerprint', provider, instance, ...parts)}`;
};

/** Labels as an event may carry them; empty ones are left out. */
export const labelsOf = (labels: Telling['labels']): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).flatMap(([key, value]): [string, string][] => {
    const text = value === null || value === undefined ? '' : String(value).trim();
    return text === '' || key === '' ? [] : [[cut(key, 200), cut(text, 1000)]];
  }).slice(0, 100));

/** A cut address leads nowhere, so one that is too long is none. */
const isLink = (url: string | undefined): url is string => url !== undefined && url.length <= 4000 && /^https?:\/\/\S+$/i.test(url);
