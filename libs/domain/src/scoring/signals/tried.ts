import type { Explained } from '../../correlation/explained.js';
import { differ } from '../../correlation/placed.js';
import type { AlertClass } from '../../events/alert.js';
import { classOf } from '../../events/alert-class.js';
import { millis } from '../../events/time.js';
import { mostEarlier } from '../earlier.js';
import { span } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

/** These may tell of others' trouble. */
const HARMLESS: ReadonlySet<AlertClass> = new Set(['traffic-loss', 'other']);

/** What the changed service itself alerted of before, where it was changed. */
const ownBefore = ({ candidate: { service, reached, effectiveAt, changes: [lead] } }: Evidence): Explained['members'] =>
  service === undefined ? [] : reached.flatMap((one) => (one.service === service ? one.members : []))
    .filter(({ episode: { first, startsAt } }) => millis(startsAt) < effectiveAt && !HARMLESS.has(classOf(first)) && !differ(first.cluster, lead.cluster));

/** What is changed on a service in trouble, while that goes on, is mostly tried against it: what it alerts of since is more of the same. */
export const tried: Signal = {
  name: 'tried',
  onlyOf: 'later',
  weigh: (evidence) => {
    const { candidate: { onset, effectiveAt }, openedAt, score } = evidence;
    if (score.tried === 0 || onset <= openedAt) return undefined;
    const share = mostEarlier(ownBefore(evidence), effectiveAt, evidence);
    return share === 0 ? undefined : score.tried * share;
  },
  say: (evidence) => {
    const { candidate: { service = '', effectiveAt } } = evidence;
    const [first] = ownBefore(evidence);
    return `${service} was in trouble already${first === undefined ? '' : `, for ${span(effectiveAt - millis(first.episode.startsAt))}`}: what is changed then is mostly to mend it`;
  },
};
