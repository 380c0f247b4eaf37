import type { Batch, LogRecord } from '@culprit/ports';

/** Keeps of each incident the record that counts: the highest revision, then the later one. Reading one as a whole takes long, and a start reads them all. */
export interface NewestRecords {
  take(batch: Batch): void;
  /** Each as a batch of its own. */
  batches(): Batch[];
}

interface Kept {
  readonly batch: Omit<Batch, 'records'>;
  readonly record: LogRecord;
  readonly revision: number;
}

/** NaN of what is no incident. */
const revisionOf = ({ value }: LogRecord): number => {
  try {
    const { revision } = JSON.parse(value?.toString('utf8') ?? '') as { revision?: unknown };
    return typeof revision === 'number' ? revision : Number.NaN;
  } catch {
    return Number.NaN;
  }
};

export const newestRecords = (): NewestRecords => {
  const newest = new Map<string, Kept>();
  const odd: Kept[] = [];
  return {
    take: (batch) => {
      const { records, ...of } = batch;
      for (const record of records) {
        if (record.value === null) continue;
        const kept: Kept = { batch: of, record, revision: revisionOf(record) };
        if (record.key === null || Number.isNaN(kept.revision)) {
          odd.push(kept);
          continue;
        }
        const known = newest.get(record.key);
        if (known === undefined || kept.revision >= known.revision) newest.set(record.key, kept);
      }
    },
    batches: () => [...odd, ...newest.values()].map(({ batch, record }) => ({ ...batch, records: [record] })),
  };
};
