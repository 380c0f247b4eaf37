import { incidentId, type Incident } from '@culprit/domain';
import { stored, storedMaybe } from '../times.js';

/** Revision first, then offset: the larger counts. */
const version = (revision: number, offset: number): string => ((BigInt(revision) << 64n) + BigInt(offset)).toString();

export const incidentRow = ({ incident, offset }: { incident: Incident; offset: number }): object => ({
  id: incident.id,
  version: version(incident.revision, offset),
  environment: incident.environment,
  status: incident.status,
  merged_into: incident.mergedInto ?? '',
  severity: incident.severity,
  opened_at: stored(incident.openedAt),
  resolved_at: storedMaybe(incident.resolvedAt),
  title: incident.title,
  services: incident.services,
  change_ids: [...new Set(incident.suspects.flatMap((s) => s.changeIds))],
  probability: incident.suspects[0]?.probability ?? 0,
  // Any alert may once have been the first known one, and named the incident.
  answers_to: incident.alerts.flatMap(({ id, sources = [] }) => [...new Set([id, ...sources.map((told) => told.id)])].map(incidentId)),
  body: JSON.stringify(incident),
});
