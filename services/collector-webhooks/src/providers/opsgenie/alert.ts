import { factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Action, Alert, Settings } from './schema.js';

/** `of`: the first firing itself (a statement of it), a new firing, or something that follows. */
interface Meaning { readonly status: AlertStatus; readonly of: 'first' | 'again' | 'after' }

const meanings: Readonly<Record<string, Meaning>> = {
  create: { status: 'firing', of: 'first' },
  updatepriority: { status: 'firing', of: 'first' },
  updatemessage: { status: 'firing', of: 'first' },
  updatedescription: { status: 'firing', of: 'first' },
  acknowledge: { status: 'acknowledged', of: 'after' },
  unacknowledge: { status: 'firing', of: 'again' },
  close: { status: 'resolved', of: 'after' },
  delete: { status: 'resolved', of: 'after' },
};

/** What an action on an alert says of it. */
export const fromAlert = (said: Action, alert: Alert, { endpoint, receivedAt, settings }: Delivery<Settings>): Normalized => {
  const word = said.action.toLowerCase();
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  if (meaning === undefined) return skip(`${cut(said.action, 60)} says nothing of how an alert stands`);
  const began = instant(alert.createdAt);
  const at = instant(alert.updatedAt) ?? (meaning.of === 'first' ? began : undefined) ?? receivedAt;
  if (meaning.of === 'first' && word !== 'create' && began === undefined) return skip(`${cut(said.action, 60)} of an alert whose start is not told`);
  const id = alert.alertId ?? alert.id ?? '';
  const tags = tagged(alert);
  return ok([alertSaid({
    // An alert has an id of its own while it is open, which the API tells too; the next of the same alias has another.
    // It ends once; when exactly it was acknowledged the API rounds in its own way.
    id: factId('alert', 'opsgenie', endpoint, id, ...(meaning.of === 'after' ? [meaning.status] : meaning.of === 'again' ? [word, at] : [])),
    // Opsgenie keeps one open alert an alias. Escalations and the like tell none, but nothing is made of them.
    of: ['opsgenie', endpoint, alert.alias ?? id],
    status: meaning.status,
    class: classOf(alert.message, alert.description),
    severity: severityOfWord(alert.priority) ?? 'medium',
    startsAt: meaning.of === 'again' ? at : began ?? at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(tags),
    cluster: clusterIn(tags),
    // `entity` names what it is about in the words of whoever sent it to Opsgenie.
    entities: [...entitiesIn(tags), alert.entity],
    titles: [alert.message, alert.alias, `Opsgenie alert ${alert.tinyId ?? id}`],
    labels: {
      ...alert.details, alertId: id, tinyId: alert.tinyId, alias: alert.alias, entity: alert.entity, priority: alert.priority, oldPriority: alert.oldPriority, tags: alert.tags.join(','), source: alert.source, by: alert.username,
      integration: said.integrationName, description: alert.description,
    },
    links: [['Opsgenie', pageOf(settings, `alert/detail/${encodeURIComponent(cut(id, 100).toWellFormed())}/details`)], ...linksIn(alert.details)],
  })]);
};

/** Tags such as `service:checkout`, and details, are what a sender of Opsgenie puts names into. */
export const tagged = ({ tags, details }: Pick<Alert, 'tags' | 'details'>): Record<string, string> => {
  const pairs = tags.flatMap((tag): [string, string][] => {
    const [, key, value] = /^([\w.-]{1,100})[:=]\s*(\S.{0,400})$/.exec(cut(tag, 600)) ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value.trim()]];
  });
  return { ...Object.fromEntries(pairs), ...Object.fromEntries(Object.entries(details).map(([key, value]) => [key.toLowerCase(), value])) };
};

/** No action carries an address: it is built of the id. */
export const pageOf = (settings: Settings | undefined, path: string): string => `${settings?.site ?? 'https://app.opsgenie.com'}/${path}`;

const linksIn = (details: Alert['details']): (readonly [string, string])[] =>
  Object.entries(details).filter(([, value]) => /^https?:\/\//.test(value)).slice(0, 10).map(([key, value]) => [cut(key, 100), value]);
