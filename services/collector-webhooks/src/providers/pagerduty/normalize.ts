import { faults, factId, type AlertStatus, type Severity, type Time } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, severityOfPriority, title } from '../../provider/wording.js';
import { Incident, Webhook } from './schema.js';

/** What each type says. `of`: the first firing itself (a statement of it), a new firing, or something that follows. */
const meanings: Readonly<Record<string, { status: AlertStatus; of: 'first' | 'again' | 'after' }>> = {
  'incident.triggered': { status: 'firing', of: 'first' },
  'incident.priority_updated': { status: 'firing', of: 'first' },
  'incident.service_updated': { status: 'firing', of: 'first' },
  'incident.acknowledged': { status: 'acknowledged', of: 'after' },
  'incident.unacknowledged': { status: 'firing', of: 'again' },
  'incident.reopened': { status: 'firing', of: 'again' },
  'incident.resolved': { status: 'resolved', of: 'after' },
};

export const normalize = ({ body, endpoint, receivedAt }: Delivery): Normalized => {
  if (body !== null && typeof body === 'object' && 'messages' in body) return reject('a version 1 or 2 webhook, which nobody signs: subscribe with version 3');
  const webhook = Webhook.safeParse(body);
  if (!webhook.success) return reject(faults(webhook.error));
  const { event_type: type, occurred_at: told, data } = webhook.data.event;
  const meaning = Object.hasOwn(meanings, type) ? meanings[type] : undefined;
  if (meaning === undefined) return skip(type === 'pagey.ping' ? 'ping' : `event ${cut(type, 60)} is not one we take`);
  const incident = Incident.safeParse(data);
  if (!incident.success) return reject(`event.data: ${faults(incident.error)}`);
  const at = instant(told);
  if (at === undefined) return reject(`event.occurred_at is no time: ${cut(told, 60)}`);
  return alert(incident.data, { type, ...meaning, at, endpoint, receivedAt });
};

interface Word {
  readonly type: string;
  readonly status: AlertStatus;
  readonly of: 'first' | 'again' | 'after';
  readonly at: Time;
  readonly endpoint: string | undefined;
  readonly receivedAt: Time;
}

const alert = (incident: Incident, word: Word): Normalized => {
  const account = accountOf(incident.html_url) ?? word.endpoint;
  const created = instant(incident.created_at);
  if (word.of === 'first' && word.type !== 'incident.triggered' && (created === undefined || incident.status === 'resolved')) return skip(`${word.type} of an incident whose start is not told`);
  const began = word.of === 'again' ? word.at : created ?? word.at;
  const service = incident.service ?? undefined;
  const what = incident.title || `Incident ${incident.number ?? incident.id}`;
  return ok([{
    kind: 'alert',
    event: {
      // The first firing is named by the incident alone: the incidents API tells it so too.
      id: factId('alert', 'pagerduty', account, incident.id, ...(word.of === 'first' ? [] : [word.type, word.at])),
      fingerprint: `pagerduty:${account ?? ''}:${cut(incident.id, 200)}`,
      status: word.status,
      class: classOf(what),
      severity: severityOf(incident),
      ...(word.status === 'resolved' ? { endsAt: word.at } : { startsAt: began }),
      updatedAt: word.at,
      observedAt: word.receivedAt,
      entities: service === undefined ? [] : [...(service.summary ? [cut(service.summary, 400)] : []), `pagerduty:service/${cut(service.id, 200)}`],
      title: title(what),
      labels: Object.fromEntries(
        Object.entries({ incident: incident.id, number: incident.number, urgency: incident.urgency, priority: incident.priority?.summary, incidentKey: incident.incident_key })
          .flatMap(([key, value]): [string, string][] => (value === null || value === undefined || value === '' ? [] : [[key, cut(String(value), 1000)]])),
      ),
      links: incident.html_url ? [{ title: 'PagerDuty', url: cut(incident.html_url, 4000) }] : [],
      source: { provider: 'pagerduty', ...(account === undefined ? {} : { instance: account }), ...(incident.html_url ? { url: cut(incident.html_url, 4000) } : {}) },
    },
  }]);
};

/** `acme` of `https://acme.pagerduty.com/incidents/...`, also of `acme.eu.pagerduty.com`. */
const accountOf = (url: string | null | undefined): string | undefined => /^https:\/\/([\w-]{1,100})(?:\.eu)?\.pagerduty\.com\//.exec(url ?? '')?.[1];

const severityOf = ({ priority, urgency }: Incident): Severity => severityOfPriority(priority?.summary ?? priority?.name ?? undefined) ?? (urgency === 'low' ? 'low' : 'high');
