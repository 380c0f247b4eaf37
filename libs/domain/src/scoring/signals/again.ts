import type { Relapse } from '../../correlation/relapses.js';
import { millis, timeOf } from '../../events/time.js';
import { clock, span } from '../say.js';
import type { Signal } from '../signal.js';
import { doer, whose } from '../whose.js';

const soon = (after: number): string => (after < 1000 ? 'at once' : `${span(after)} later`);

/** `mia took it back at 10:15 UTC` */
const takenBack = ({ by, backAt }: Relapse): string => {
  const at = `at ${clock(timeOf(backAt))} UTC`;
  if (by === undefined) return `it was rolled back ${at}`;
  const { person, machine } = doer([by]);
  const did = person ?? machine;
  return did === undefined ? `it was taken back ${at}` : `${did} took it back ${at}`;
};

/** An incident that had gone quiet, and came again after another change, is no longer that of the first. */
export const again: Signal = {
  name: 'again',
  isSilentOn: () => true,
  weigh: ({ candidate: { relapse }, score }) => (relapse === undefined || score.again[relapse.is] === 0 ? undefined : score.again[relapse.is]),
  say: ({ candidate: { relapse, changes: [{ occurredAt }] } }) => {
    if (relapse === undefined) return '';
    const { is, other, backAt, quietAt, againAt } = relapse;
    if (is === 'over') return `${takenBack(relapse)}, the alerts went quiet ${soon(quietAt - backAt)}, and came again at ${clock(timeOf(againAt))} UTC after ${whose(other)}`;
    const after = againAt - millis(occurredAt);
    return `the alerts had gone quiet after ${whose(other)} was taken back at ${clock(timeOf(backAt))} UTC, and came again ${after < 1000 ? 'with this' : `${span(after)} after this`}`;
  },
};
