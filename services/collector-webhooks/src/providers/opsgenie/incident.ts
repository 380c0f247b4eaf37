import { factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import { pageOf, tagged } from './alert.js';
import type { Action, Incident, Settings } from './schema.js';

const meanings: Readonly<Record<string, { status: AlertStatus; of: 'first' | 'again' | 'after' }>> = {
  create: { status: 'firing', of: 'first' },
  updatepriority: { status: 'firing', of: 'first' },
  updatemessage: { status: 'firing', of: 'first' },
  reopen: { status: 'firing', of: 'again' },
  resolve: { status: 'resolved', of: 'after' },
  close: { status: 'resolved', of: 'after' },
  delete: { status: 'resolved', of: 'after' },
};

/** What an action on an incident says of it: `incident.create`, `Create`, ... */
export const fromIncident = (said: Action, incident: Incident, { endpoint, receivedAt, settings }: Delivery<Settings>): Normalized => {
  const word = said.action.toLowerCase().replace(/^incident[._-]?/, '');
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  if (meaning === undefined) return skip(`${cut(said.action, 60)} says nothing of how an incident stands`);
  const id = incident.incidentId ?? incident.id ?? '';
  const began = instant(incident.impactStartDate) ?? instant(incident.createdAt);
  const at = instant(incident.updatedAt) ?? (meaning.of === 'first' ? began : undefined) ?? receivedAt;
  if (meaning.of === 'first' && word !== 'create' && began === undefined) return skip(`${cut(said.action, 60)} of an incident whose start is not told`);
  const tags = tagged({ tags: incident.tags, details: { ...incident.extraProperties, ...incident.details } });
  const services = [...new Set([...incident.impactedServices, ...(incident.serviceId === undefined ? [] : [incident.serviceId])])];
  return ok([alertSaid({
    // The API tells that it is over, and nothing of when.
    id: factId('alert', 'opsgenie', endpoint, 'incident', id, ...(meaning.of === 'after' ? [meaning.status] : meaning.of === 'again' ? [word, at] : [])),
    of: ['opsgenie', endpoint, 'incident', id],
    status: meaning.status,
    class: classOf(incident.message, incident.description),
    severity: severityOfWord(incident.priority) ?? 'high',
    startsAt: meaning.of === 'again' ? at : began ?? at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(tags),
    cluster: clusterIn(tags),
    entities: [...entitiesIn(tags), ...services.slice(0, 50).map((service) => `opsgenie:service/${cut(service, 400)}`)],
    titles: [incident.message, `Opsgenie incident ${incident.tinyId ?? id}`],
    labels: { ...incident.extraProperties, ...incident.details, incidentId: id, tinyId: incident.tinyId, priority: incident.priority, tags: incident.tags.join(','), by: incident.username, description: incident.description },
    links: [['Opsgenie', pageOf(settings, `incident/detail/${encodeURIComponent(cut(id, 100).toWellFormed())}`)]],
  })]);
};
