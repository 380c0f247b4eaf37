import type { ReadStoreWrites, StoreBatch } from '@culprit/ports';
import type { Database } from './database.js';
import { alertRow } from './rows/alert.js';
import { changeRow } from './rows/change.js';
import { incidentRow } from './rows/incident.js';
import { subjectOfRow, subjectRow, type StoredSubject } from './rows/subject.js';
import { coverageRow, dependencyRow, feedbackRow, serviceRow } from './rows/world.js';

/** Raised when rows of one offset range would come out differently: they must not be taken for those written before. */
const ROW_SHAPE = 1;

const tables = (batch: StoreBatch): readonly (readonly [string, readonly object[]])[] => [
  ['changes', (batch.changes ?? []).map(changeRow)],
  ['alerts', (batch.alerts ?? []).map(alertRow)],
  ['incidents', (batch.incidents ?? []).map(incidentRow)],
  ['dependencies', (batch.dependencies ?? []).map(dependencyRow)],
  ['services', (batch.services ?? []).map(serviceRow)],
  ['coverage', (batch.coverage ?? []).map(coverageRow)],
  ['feedback', (batch.feedback ?? []).map(feedbackRow)],
];

export const writes = (db: Database): ReadStoreWrites => ({
  write: async (batch) => {
    const { topic, partition, first, last } = batch.range;
    const token = `${topic}:${partition}:${first}-${last}:${ROW_SHAPE}`;
    for (const [table, rows] of tables(batch)) await db.insert(table, rows, token);
    await db.insert('positions', [{ topic, partition, first, next: last + 1 }]);
  },
  subjects: async () => (await db.ask<StoredSubject>('subjects')).map(subjectOfRow),
  writeSubjects: (rows) => db.insert('subjects', rows.map(subjectRow)),
});
