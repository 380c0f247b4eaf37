import { acceptEvent, factId, observedBy, type Time } from '@culprit/domain';
import { labelsOf } from '../../provider/alert.js';
import type { Said } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';

type Fields = Record<string, unknown>;
type Read = { readonly ok: true; readonly said: Said } | { readonly ok: false; readonly error: string };

const isTable = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined);

/** Who is named as the source, and of what: the sender's name in the mapping, else this provider and the endpoint. */
const sourceOf = (fields: Fields, endpoint: string | undefined): Fields => ({
  provider: 'json',
  ...(endpoint === undefined ? {} : { instance: endpoint }),
  ...(isTable(fields['source']) ? fields['source'] : {}),
});

/** What any text of a sender's may be is brought to where the event's limits are kept: titles, labels, links and times. */
const prepared = (fields: Fields): Fields => {
  const times = Object.fromEntries(['occurredAt', 'finishedAt', 'updatedAt', 'startsAt', 'endsAt'].flatMap((key) => {
    const value = fields[key];
    return typeof value === 'string' || typeof value === 'number' ? [[key, instant(value) ?? value]] : [];
  }));
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== '')),
    ...times,
    ...(typeof fields['title'] === 'string' ? { title: title(fields['title']) } : {}),
    ...(isTable(fields['labels']) ? { labels: labelsOf(Object.fromEntries(Object.entries(fields['labels']).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]))) } : {}),
    ...(fields['entities'] === undefined ? {} : { entities: [fields['entities']].flat(2).flatMap((entity) => text(entity) ?? []).slice(0, 100).map((entity) => cut(entity, 500)) }),
    ...(Array.isArray(fields['links']) || isTable(fields['links']) ? { links: [fields['links']].flat().filter((link) => isTable(link) && typeof link['url'] === 'string' && link['url'].length <= 4000 && /^https?:\/\//.test(link['url'])).slice(0, 50) } : {}),
  };
};

/** An alert as the mapping tells it. Its id names the fact: one of the mapping's own, else the instance, how it stands and since when. */
export const alertOf = (made: unknown, endpoint: string | undefined, receivedAt: Time): Read => {
  if (!isTable(made)) return { ok: false, error: 'an alert is an object' };
  const fields = prepared(made);
  const source = sourceOf(fields, endpoint);
  const [provider, instance] = [text(source['provider']) ?? 'json', text(source['instance'])];
  const key = text(fields['fingerprint']) ?? text(fields['id']);
  if (key === undefined) return { ok: false, error: 'fingerprint: which alerting instance? Without one an alert and its end cannot be paired' };
  const status = text(fields['status']) ?? 'firing';
  const id = factId('alert', provider, instance, key, ...(text(fields['id']) === undefined ? [status, text(fields['startsAt']) ?? '', text(fields['endsAt']) ?? ''] : [text(fields['id'])!, status]));
  const fingerprint = cut([provider, instance ?? '', key].map((part) => part.replaceAll(':', '=')).join(':'), 500);
  const read = acceptEvent('alert', { ...fields, id, fingerprint, source, observedAt: receivedAt }, receivedAt);
  if (!read.ok) return read;
  const { environment, ...event } = observedBy(read.event, receivedAt);
  return { ok: true, said: { kind: 'alert', event: text(fields['environment']) === undefined ? event : { ...event, environment } } };
};

/** A change as the mapping tells it; without an id of the mapping's it is named by all that it says but its phase. */
export const changeOf = (made: unknown, endpoint: string | undefined, receivedAt: Time): Read => {
  if (!isTable(made)) return { ok: false, error: 'a change is an object' };
  const fields = prepared(made);
  const source = sourceOf(fields, endpoint);
  const [provider, instance] = [text(source['provider']) ?? 'json', text(source['instance'])];
  const { phase: _, updatedAt: __, finishedAt: ___, ...same } = fields;
  const id = factId('change', provider, instance, text(fields['id']) ?? JSON.stringify(Object.entries(same).sort(([a], [b]) => (a < b ? -1 : 1))));
  const read = acceptEvent('change', { ...fields, id, source, parser: 2, observedAt: receivedAt }, receivedAt);
  return read.ok ? { ok: true, said: { kind: 'change', event: observedBy(read.event, receivedAt) } } : read;
};
