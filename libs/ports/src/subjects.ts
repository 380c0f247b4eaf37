import type { Alert } from '@culprit/domain';
import type { StoreBatch, Subject } from './read-store.js';

/** What an alert names. */
export const alertSubject = (alert: Pick<Alert, 'service' | 'entities' | 'environment' | 'cluster'>): Subject => ({
  services: alert.service === undefined ? [] : [alert.service], entities: alert.entities, environment: alert.environment, cluster: alert.cluster,
});

/** What names one end of a dependency. */
export const endSubject = (name: string, environment: string | undefined): Subject => ({ services: [name], entities: [], environment });

const changeSubject = ({ services, entities, environment, cluster }: Subject): Subject => ({ services, entities, environment, cluster });

/** Everything that the facts of a batch name, once for each fact: what has to stand in `subjects` for them to belong somewhere. */
export const subjectsOf = (batch: StoreBatch): Subject[] => [
  ...(batch.changes ?? []).map(changeSubject),
  ...(batch.alerts ?? []).map(alertSubject),
  ...(batch.dependencies ?? []).flatMap((d) => [endSubject(d.from, d.environment), endSubject(d.to, d.environment)]),
  ...(batch.services ?? []).flatMap((s) => [s.name, ...s.dependsOn].map((name) => endSubject(name, s.environment))),
];
