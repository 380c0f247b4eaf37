import type { ReadStoreWrites } from '@culprit/ports';
import type { Database } from './database.js';
import { alertRow } from './rows/alert.js';
import { changeRow } from './rows/change.js';
import { incidentRow } from './rows/incident.js';
import { subjectOfRow, subjectRow, type StoredSubject } from './rows/subject.js';
import { coverageRow, dependencyRow, feedbackRow, serviceRow } from './rows/world.js';

/** Raised when rows of one offset range would come out differently: they must not be taken for those written before. */
const ROW_SHAPE = 1;

export const writes = (db: Database): ReadStoreWrites => ({
  write: async (batch) => {
    const { topic, partition, first, last } = batch.range;
    const token = `${topic}:${partition}:${first}-${last}:${ROW_SHAPE}`;
    await db.insert('changes', batch.changes ?? [], changeRow, token);
    await db.insert('alerts', batch.alerts ?? [], alertRow, token);
    await db.insert('incidents', batch.incidents ?? [], incidentRow, token);
    await db.insert('dependencies', batch.dependencies ?? [], dependencyRow, token);
    await db.insert('services', batch.services ?? [], serviceRow, token);
    await db.insert('coverage', batch.coverage ?? [], coverageRow, token);
    await db.insert('feedback', batch.feedback ?? [], feedbackRow, token);
    await db.insert('positions', [{ topic, partition, first, next: last + 1 }], (row) => row);
  },
  subjects: async () => (await db.ask<StoredSubject>('subjects')).map(subjectOfRow),
  writeSubjects: (rows) => db.insert('subjects', rows, subjectRow),
});
