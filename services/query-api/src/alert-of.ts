import type { IncidentAlert } from '@culprit/domain';
import type { AlertRow } from '@culprit/ports';

/** An incident's alert as the incident knows it, completed from the store while that still has it. */
export const alertOf = (listed: IncidentAlert, environment: string, row: AlertRow | undefined): Omit<AlertRow, 'updatedAt' | 'observedAt' | 'services'> => ({
  entities: [], labels: {}, links: [], environment,
  ...row,
  ...listed,
});
