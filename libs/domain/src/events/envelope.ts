import type { Alert } from './alert.js';
import type { Change } from './change.js';
import type { Coverage } from './coverage.js';
import type { Dependency } from './dependency.js';
import type { Feedback } from './feedback.js';
import { canonicalJson } from './canonical.js';
import { statementIdOf } from './ids.js';
import type { Incident } from './incident.js';
import type { Service } from './service.js';
import { coverageIdentity, dependencyIdentity, serviceIdentity } from './statement.js';
import { topics } from './topics.js';

/** The events of contracts.md section 1, by the name that `replay` and the log's writers use. */
export interface EventOf {
  change: Change;
  alert: Alert;
  dependency: Dependency;
  service: Service;
  coverage: Coverage;
  feedback: Feedback;
  incident: Incident;
}
export type EventKind = keyof EventOf;
export type CulpritEvent = { [K in EventKind]: { kind: K; event: EventOf[K] } }[EventKind];

/** A record as it goes to the log: CloudEvents 1.0, Kafka binary mode. */
export interface Envelope {
  readonly topic: string;
  readonly partitionKey: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** The event's own time: when the thing happened, not when it was seen. */
export const eventTime = (e: CulpritEvent): string => {
  switch (e.kind) {
    case 'change': return e.event.occurredAt;
    case 'alert': return alertTime(e.event);
    case 'dependency':
    case 'service':
    case 'coverage': return e.event.observedAt;
    case 'feedback': return e.event.at;
    case 'incident': return e.event.asOf;
  }
};

/** Firing: its start. Acknowledged: when that was said. Resolved: its end. */
export const alertTime = (alert: Alert): string => {
  if (alert.status === 'resolved') return alert.endsAt ?? alert.updatedAt;
  return alert.status === 'firing' ? alert.startsAt ?? alert.updatedAt : alert.updatedAt;
};

const place = (e: CulpritEvent): Pick<Envelope, 'topic' | 'partitionKey' | 'key'> & { source: string; type: string } => {
  switch (e.kind) {
    case 'change':
      return { topic: topics.changes.name, partitionKey: e.event.id, key: e.event.id, source: sourceOf(e.event.source), type: `culprit.change.${e.event.kind}.${e.event.phase}` };
    case 'alert':
      return { topic: topics.alerts.name, partitionKey: e.event.environment, key: e.event.fingerprint, source: sourceOf(e.event.source), type: `culprit.alert.${e.event.status}` };
    case 'dependency':
      return { topic: topics.dependencies.name, partitionKey: e.event.environment ?? '', key: dependencyIdentity(e.event), source: e.event.source, type: 'culprit.dependency' };
    case 'service':
      return { topic: topics.catalog.name, partitionKey: e.event.environment ?? '', key: serviceIdentity(e.event), source: e.event.source, type: 'culprit.service' };
    case 'coverage':
      return { topic: topics.coverage.name, partitionKey: coverageIdentity(e.event), key: coverageIdentity(e.event), source: e.event.source, type: 'culprit.coverage' };
    case 'feedback':
      return { topic: topics.feedback.name, partitionKey: e.event.incidentId, key: e.event.id, source: e.event.by, type: `culprit.feedback.${e.event.verdict}` };
    case 'incident':
      return { topic: topics.incidents.name, partitionKey: e.event.environment, key: e.event.id, source: 'culprit', type: `culprit.incident.${e.event.what[0] ?? 'alerts-changed'}` };
  }
};

const sourceOf = (source: { provider: string; instance?: string | undefined }): string =>
  source.instance === undefined ? source.provider : `${source.provider}/${source.instance}`;

/** Where an event goes on the log and what its headers say. Equal statements get equal envelopes. */
export const envelope = (e: CulpritEvent): Envelope => {
  const { topic, partitionKey, key, source, type } = place(e);
  const value = canonicalJson(e.event);
  return {
    topic,
    partitionKey,
    key,
    headers: {
      ce_specversion: '1.0',
      ce_id: statementIdOf(value),
      ce_source: encodeURI(source.toWellFormed()),
      ce_type: type,
      ce_time: eventTime(e),
      'content-type': 'application/json',
    },
    value,
  };
};
