import { factId } from '@culprit/domain';
import type { Said } from '../contract.js';
import { classOf, cut, title } from '../wording.js';
import { severityOf } from './severity.js';
import type { Told } from './schema.js';

/** An incident that was detected or reported fires, and ends when it is resolved. A string is why it is not taken. */
export const alertOf = (told: Told): Said | string => {
  const { event, content, predicate, source, at } = told;
  const status = predicate === 'resolved' ? 'resolved' as const : predicate === 'detected' || predicate === 'reported' ? 'firing' as const : undefined;
  if (status === undefined) return `incident.${predicate} is not one we know`;
  const { id } = event.subject;
  const what = content.description || `Incident ${id}`;
  const ticket = content.ticketURI && /^https?:\/\//i.test(content.ticketURI) ? content.ticketURI : undefined;
  const custom = labelsOf(event.customData);
  return {
    kind: 'alert',
    event: {
      id: factId('alert', 'cdevents', source, 'incident', id, predicate, event.context.id),
      fingerprint: cut(`cdevents:${source}:${id}`, 500),
      status,
      class: classOf(what, custom['metric']),
      severity: severityOf(custom['severity'] ?? custom['priority']),
      ...(status === 'resolved' ? { endsAt: at } : { startsAt: at }),
      updatedAt: at,
      observedAt: told.receivedAt,
      ...(content.environment ? { environment: content.environment.id } : {}),
      entities: content.service ? [`service:${content.service.id}`] : [],
      title: title(what),
      labels: { ...custom, incident: cut(id, 1000), type: event.context.type, ...(content.artifactId ? { artifact: cut(content.artifactId, 1000) } : {}) },
      links: ticket === undefined ? [] : [{ title: 'Ticket', url: ticket }],
      source: { provider: 'cdevents', instance: cut(source, 400), ...(ticket === undefined ? {} : { url: ticket }) },
    },
  };
};

/** What the sender adds of its own, where it is plain words. */
const labelsOf = (custom: unknown): Record<string, string> => {
  if (custom === null || typeof custom !== 'object' || Array.isArray(custom)) return {};
  return Object.fromEntries(
    Object.entries(custom).filter(([, value]) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean').slice(0, 30)
      .map(([key, value]) => [cut(key, 200), cut(String(value), 500)]),
  );
};
