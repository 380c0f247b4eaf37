import { createHash } from 'node:crypto';
import { compareText } from '@culprit/domain';
import type { Subject, SubjectRow } from '@culprit/ports';

const KEPT = 100_000;
const known = new Map<string, string>();

/** The hash of what a sender named: first 64 bits of SHA-256, as decimal text. The order in which it named things does not matter. */
export const subjectHash = (subject: Subject): string => {
  const sorted = (names: readonly string[]): readonly string[] => (names.length < 2 ? names : [...names].sort(compareText));
  const key = JSON.stringify([sorted(subject.services), sorted(subject.entities), subject.environment ?? '', subject.cluster ?? '']);
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const hash = createHash('sha256').update(key).digest().readBigUInt64BE().toString();
  if (known.size >= KEPT) known.clear();
  known.set(key, hash);
  return hash;
};

export const subjectRow = (row: SubjectRow): object => ({
  subject: subjectHash(row),
  named: row.services,
  entities: row.entities,
  environment: row.environment ?? '',
  cluster: row.cluster ?? '',
  services: row.resolved.services,
  mapped_by: row.resolved.mappedBy,
  unmapped: row.resolved.unmapped,
  version: row.version,
});

export interface StoredSubject {
  named: string[];
  entities: string[];
  environment: string;
  cluster: string;
  services: string[];
  mapped_by: string;
  unmapped: string[];
  version: number | string;
}

export const subjectOfRow = (row: StoredSubject): SubjectRow => ({
  services: row.named,
  entities: row.entities,
  ...(row.environment === '' ? {} : { environment: row.environment }),
  ...(row.cluster === '' ? {} : { cluster: row.cluster }),
  resolved: { services: row.services, mappedBy: row.mapped_by, unmapped: row.unmapped },
  version: Number(row.version),
});
