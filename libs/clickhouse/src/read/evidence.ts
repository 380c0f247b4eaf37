import { compareText } from '@culprit/domain';
import type { ReadStore } from '@culprit/ports';
import type { Database } from '../database.js';
import { mergeStatements, type StoredStatement } from '../rows/change.js';
import { bounds } from '../times.js';
import { catalogStatements, dependencyStatements } from './graph.js';

/** What an incident is judged by, as the correlator would have it. */
export const evidenceReads = (db: Database): Pick<ReadStore, 'catalogStatements' | 'dependencyStatements' | 'changesAround'> => ({
  catalogStatements: () => catalogStatements(db),
  dependencyStatements: (environment) => dependencyStatements(db, environment),
  changesAround: async ({ services, environment, ...window }) => {
    const statements = await db.ask<StoredStatement>('change-statements-around', { ...bounds(window), services, environment: environment ?? '' });
    const rows = [...mergeStatements(statements).values()].map(({ row }) => row);
    return rows.sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id));
  },
});
