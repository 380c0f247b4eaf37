import { alertTime, canonicalJson, durationMillis, incidentId, timeAfter, type Alert } from '@culprit/domain';
import { alertSubject, type AlertRow } from '@culprit/ports';
import { stored, storedMaybe, told, toldMaybe } from '../times.js';
import { subjectHash } from './subject.js';

/** When it ends by itself unless its sender speaks again: as in the domain's episodes. */
const lapse = (alert: Alert, begins: string): string | undefined => {
  if (alert.expiresAfter === undefined || alert.status === 'resolved') return undefined;
  return timeAfter(alert.updatedAt > begins ? alert.updatedAt : begins, durationMillis(alert.expiresAfter));
};

export const alertRow = (alert: Alert): object => {
  const begins = alert.startsAt ?? alertTime(alert);
  return {
    subject: subjectHash(alertSubject(alert)),
    environment: alert.environment,
    fingerprint: alert.fingerprint,
    ts: stored(alertTime(alert)),
    id: alert.id,
    status: alert.status,
    starts_at: stored(begins),
    lapses_at: storedMaybe(lapse(alert, begins)),
    updated_at: stored(alert.updatedAt),
    observed_at: stored(alert.observedAt),
    severity: alert.severity,
    cluster: alert.cluster ?? '',
    provider: alert.source.provider,
    entities: alert.entities,
    title: alert.title,
    names_incident: incidentId(alert.id),
    body: canonicalJson({ ...alert, observedAt: undefined }),
  };
};

export interface StoredEpisode {
  id: string;
  time: string;
  ends: string;
  state: Alert['status'];
  worst: Alert['severity'];
  updated: string;
  observed: string;
  body: string;
  services: string[];
}

export const episodeOfRow = (row: StoredEpisode): AlertRow => {
  const { expiresAfter: _, endsAt: __, ...first } = JSON.parse(row.body) as Alert;
  const endsAt = toldMaybe(row.ends);
  const [service] = row.services;
  return {
    ...first,
    status: row.state,
    severity: row.worst,
    startsAt: told(row.time),
    ...(endsAt === undefined ? {} : { endsAt }),
    updatedAt: told(row.updated),
    observedAt: told(row.observed),
    ...(service === undefined ? {} : { service }),
    services: row.services,
  };
};
