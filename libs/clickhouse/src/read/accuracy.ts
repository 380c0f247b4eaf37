import { UNDONE, wilson } from '@culprit/domain';
import type { AccuracyRow, ReadStore, Window } from '@culprit/ports';
import type { Database, Params } from '../database.js';
import { bounds, EARLIEST, stored, told } from '../times.js';

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

/** What was undone of incidents opened in the window, all of them unless `ids` says which. */
const undoneParams = (window: Window, ids: readonly string[]): Params => {
  const since = window.from === undefined ? EARLIEST : new Date(Math.max(Date.parse(EARLIEST), Date.parse(window.from) - UNDONE.lookback)).toISOString();
  return { ...bounds(window), ids, since: stored(since), lookbackMs: UNDONE.lookback, recoveredMs: UNDONE.recoveredWithin };
};

export const accuracyReads = (db: Database): Pick<ReadStore, 'accuracy' | 'undone'> => ({
  accuracy: async ({ by, ...window }) => (await db.ask<Counted>('accuracy', { ...undoneParams(window, []), by })).map(rowOf),
  undone: async (incidents) => {
    const opened = incidents.map(({ openedAt }) => openedAt).sort();
    const [from] = opened;
    const last = opened.at(-1);
    if (from === undefined || last === undefined) return [];
    const rows = await db.ask<{ incident: string; change: string; time: string }>('undone', undoneParams({ from, to: new Date(Date.parse(last) + 1).toISOString() }, incidents.map(({ id }) => id)));
    return rows.map(({ incident, change, time }) => ({ incidentId: incident, changeId: change, at: told(time) }));
  },
});
