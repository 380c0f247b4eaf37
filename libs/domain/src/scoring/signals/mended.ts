import { undoneSoon } from '../../correlation/undoings.js';
import { clock, every, span } from '../say.js';
import type { Evidence, Signal } from '../signal.js';
import { whose } from '../whose.js';

/** How likely a change of this kind would be there then by chance. */
const chanceOf = ({ candidate: { mending }, fold }: Evidence): number => (mending === undefined ? 1 : 1 - Math.exp(-fold.near / mending.every));

/** What was changed again before what alerted fell silent: the more telling, the more seldom that is done there. */
export const mended: Signal = {
  name: 'mended',
  isSilentOn: () => true,
  weigh: (evidence) => {
    const { candidate, candidate: { mending }, score: { mended: { weight, share } }, fold: { near } } = evidence;
    // who took it back says it all
    if (mending === undefined || undoneSoon(candidate, near) !== undefined || weight === 0) return undefined;
    const odds = Math.log(1 - share + share / chanceOf(evidence));
    return odds <= 0 ? undefined : weight * odds;
  },
  say: ({ candidate: { mending } }) => {
    if (mending === undefined) return '';
    const { by, of, silent, within, every: apart } = mending;
    const who = of === 1 ? 'what alerted' : silent === of ? `${every(of, 'service')} that alerted` : `${silent} of the ${of} services that alerted`;
    return `it was changed again at ${clock(by.occurredAt)} UTC (${whose([by])}), and ${who} fell silent within ${span(within)}; by itself that is done there every ${span(apart)}`;
  },
};
