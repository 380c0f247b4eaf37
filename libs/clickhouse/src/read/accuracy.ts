import { UNDONE, wilson } from '@culprit/domain';
import type { AccuracyRow, ReadStore } from '@culprit/ports';
import type { Database } from '../database.js';
import { bounds, EARLIEST, stored } from '../times.js';

interface Counted {
  name: string;
  labels: number;
  weakLabels: number;
  first: number;
  firstThree: number;
  reciprocalRanks: number;
  unsuspected: number;
  rightlyUnsuspected: number;
}

const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);

const rowOf = ({ name, labels, weakLabels, first, firstThree, reciprocalRanks, unsuspected, rightlyUnsuspected }: Counted): AccuracyRow => {
  const [hitAt1Low, hitAt1High] = wilson(first, labels);
  return {
    group: name, labels, weakLabels, hitAt1: share(first, labels), hitAt1Low, hitAt1High, hitAt3: share(firstThree, labels), meanReciprocalRank: share(reciprocalRanks, labels),
    ...(unsuspected === 0 ? {} : { noSuspectPrecision: rightlyUnsuspected / unsuspected }),
  };
};

export const accuracyReads = (db: Database): Pick<ReadStore, 'accuracy'> => ({
  accuracy: async ({ by, ...window }) => {
    const since = window.from === undefined ? EARLIEST : new Date(Math.max(Date.parse(EARLIEST), Date.parse(window.from) - UNDONE.lookback)).toISOString();
    const rows = await db.ask<Counted>('accuracy', { ...bounds(window), by, since: stored(since), lookbackMs: UNDONE.lookback, recoveredMs: UNDONE.recoveredWithin });
    return rows.map(rowOf);
  },
});
