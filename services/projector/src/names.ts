import { type Catalog, canonicalJson, resolveSubject } from '@culprit/domain';
import type { Subject, SubjectRow } from '@culprit/ports';

const keyOf = ({ services, entities, environment, cluster }: Subject): string => JSON.stringify([services, entities, environment ?? null, cluster ?? null]);

const rowOf = ({ services, entities, environment, cluster }: Subject, catalog: Catalog, version: number): SubjectRow => {
  const { services: found, mappedBy, unmapped } = resolveSubject(catalog, { services, entities, environment, cluster });
  return { services, entities, environment, cluster, resolved: { services: [...found], mappedBy, unmapped: [...unmapped] }, version };
};

/** Those of `subjects` that `known` does not hold, each once, as the catalog resolves them; `known` then holds them. */
export const newSubjects = (subjects: readonly Subject[], known: Set<string>, catalog: Catalog, version: number): SubjectRow[] => {
  const rows = new Map<string, SubjectRow>();
  for (const subject of subjects) {
    const key = keyOf(subject);
    if (!known.has(key) && !rows.has(key)) rows.set(key, rowOf(subject, catalog, version));
  }
  return [...rows.values()];
};

export const remember = (rows: readonly Subject[], known: Set<string>): void => {
  for (const row of rows) known.add(keyOf(row));
};

/** The rows that the catalog answers otherwise than they say, by a version that is not older than theirs. */
export const staleSubjects = (rows: readonly SubjectRow[], catalog: Catalog, version: number): SubjectRow[] =>
  rows
    .filter((row) => row.version <= version)
    .map((row) => ({ before: row, after: rowOf(row, catalog, version) }))
    .filter(({ before, after }) => canonicalJson(before.resolved) !== canonicalJson(after.resolved))
    .map(({ after }) => after);
