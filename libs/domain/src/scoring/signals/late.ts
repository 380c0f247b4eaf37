import { span } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

/** How long after the opening that alerted which is nearest to the change, ms. What came after the opening is weighed by what alerted since. */
const lateBy = ({ candidate: { onset, explained: [nearest] }, openedAt }: Evidence): number => (nearest.by === 'scope' || onset > openedAt ? 0 : nearest.began - openedAt);

/** What fails first is mostly nearest to what broke: the later what is nearest to the change alerted, the less it was that. */
export const late: Signal = {
  name: 'late',
  looksAt: () => '',
  weigh: (evidence) => {
    const { weight, span: usual } = evidence.score.late;
    const by = lateBy(evidence);
    return by <= 0 || weight === 0 ? undefined : -weight * Math.log1p(by / usual);
  },
  say: (evidence) => {
    const { candidate: { explained: [nearest] } } = evidence;
    return `${nearest.service === '' ? 'the nearest' : nearest.service} alerted only ${span(lateBy(evidence))} after the incident opened`;
  },
};
