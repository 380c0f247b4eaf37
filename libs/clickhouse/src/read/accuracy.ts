import { wilson } from '@culprit/domain';
import type { AccuracyRow, ReadStore } from '@culprit/ports';
import type { Database } from '../database.js';
import { bounds } from '../times.js';

interface Counted {
  name: string;
  labels: number;
  weakLabels: number;
  first: number;
  firstThree: number;
  reciprocalRanks: number;
  /** No change did it. */
  causeless: number;
  unsuspected: number;
  rightlyUnsuspected: number;
}

const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);

const rowOf = ({ name, labels, weakLabels, first, firstThree, reciprocalRanks, causeless, unsuspected, rightlyUnsuspected }: Counted): AccuracyRow => {
  const [hitAt1Low, hitAt1High] = wilson(first, labels);
  const all = labels + causeless;
  const suspected = all - unsuspected;
  return {
    group: name, labels, weakLabels, hitAt1: share(first, labels), hitAt1Low, hitAt1High, hitAt3: share(firstThree, labels), meanReciprocalRank: share(reciprocalRanks, labels),
    noChangeLabels: causeless, useful: share(first + rightlyUnsuspected, all),
    ...(suspected === 0 ? {} : { suspectPrecision: first / suspected }),
    ...(unsuspected === 0 ? {} : { noSuspectPrecision: rightlyUnsuspected / unsuspected }),
    ...(causeless === 0 ? {} : { noSuspectRecall: rightlyUnsuspected / causeless }),
  };
};

export const accuracyReads = (db: Database): Pick<ReadStore, 'accuracy'> => ({
  accuracy: async ({ by, ...window }) => (await db.ask<Counted>('accuracy', { ...bounds(window), by })).map(rowOf),
});
