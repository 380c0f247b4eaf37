import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, type Said, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { fromIncident, type Word } from './incident.js';
import { Incident, Messages, Webhook, type Message } from './schema.js';

/** What each type says; those of versions 1 and 2 without the end of the word. */
const meanings: Readonly<Record<string, Pick<Word, 'status' | 'of'>>> = {
  'incident.triggered': { status: 'firing', of: 'first' },
  'incident.priority_updated': { status: 'firing', of: 'first' },
  'incident.service_updated': { status: 'firing', of: 'first' },
  'incident.acknowledged': { status: 'acknowledged', of: 'after' },
  'incident.unacknowledged': { status: 'firing', of: 'again' },
  'incident.reopened': { status: 'firing', of: 'again' },
  'incident.resolved': { status: 'resolved', of: 'after' },
};
const newNames: Readonly<Record<string, string>> = {
  'incident.trigger': 'incident.triggered', 'incident.acknowledge': 'incident.acknowledged', 'incident.unacknowledge': 'incident.unacknowledged', 'incident.resolve': 'incident.resolved',
};
const meaningOf = (type: string): Pick<Word, 'status' | 'of'> | undefined => (Object.hasOwn(meanings, type) ? meanings[type] : undefined);

export const normalize = (delivery: Delivery): Normalized => {
  const { body, endpoint, receivedAt } = delivery;
  if (body !== null && typeof body === 'object' && 'messages' in body) return fromMessages(delivery);
  const webhook = Webhook.safeParse(body);
  if (!webhook.success) return reject(faults(webhook.error));
  const { event_type: type, occurred_at: told, data, agent, client } = webhook.data.event;
  const meaning = meaningOf(type);
  if (meaning === undefined) return skip(type === 'pagey.ping' ? 'ping' : `event ${cut(type, 60)} is not one we take`);
  const incident = Incident.safeParse(data);
  if (!incident.success) return reject(`event.data: ${faults(incident.error)}`);
  const at = instant(told);
  if (at === undefined) return reject(`event.occurred_at is no time: ${cut(told, 60)}`);
  const said = fromIncident(incident.data, { type, ...meaning, at, agent, client, endpoint, receivedAt });
  return typeof said === 'string' ? skip(said) : ok([said]);
};

/** Versions 1 and 2, which PagerDuty no longer supports: what they tell becomes the same alerts under the same ids. */
const fromMessages = ({ body, endpoint, receivedAt }: Delivery): Normalized => {
  const read = Messages.safeParse(body);
  if (!read.success) return reject(faults(read.error));
  const each = read.data.messages.map((message): Said | string => {
    const old = message.event ?? message.type ?? '';
    const type = (Object.hasOwn(newNames, old) ? newNames[old] : undefined) ?? old;
    const [meaning, incident, at] = [meaningOf(type), incidentOf(message), instant(message.created_on)];
    if (meaning === undefined || incident === undefined || at === undefined) return `event ${cut(old || 'unknown', 60)} is not one we take`;
    return fromIncident(incident, { type, ...meaning, at, agent: undefined, client: undefined, endpoint, receivedAt });
  });
  const events = each.filter((said) => typeof said !== 'string');
  return events.length > 0 ? ok(events) : skip(each.find((said) => typeof said === 'string') ?? 'no messages');
};

const incidentOf = ({ incident = undefined, data }: Message): Incident | undefined => {
  const older = incident ?? data?.incident;
  if (older === undefined) return undefined;
  const { incident_number: number, created_on, trigger_summary_data: summary, ...same } = older;
  return {
    ...same, number, created_at: older.created_at ?? created_on, title: older.title ?? older.description ?? summary?.subject ?? summary?.description,
    conference_bridge: undefined, resolve_reason: undefined, incident_type: undefined,
  };
};
