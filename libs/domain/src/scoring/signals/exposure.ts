import type { Change } from '../../events/change.js';
import { shareMoved, shareOf } from '../amount.js';
import { counted } from '../say.js';
import type { ChangeSignal } from '../signal.js';

const ROLLOUT = /(?:^|[._])[\w-]*(?:percent(?:age)?|rollout|fallthrough|weights?|traffic)$/i;
/** Named one by one. */
const PEOPLE = /(?:^|[._])(?:targets|included|excluded|users|individuals)$/i;

interface Exposure {
  /** For which share of those who use it, 0 to 1. */
  readonly share: number;
  readonly said: string;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

const total = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return 0;
  const counts = typeof value === 'object' ? Object.values(value) : [];
  return counts.every((count): count is number => typeof count === 'number') ? counts.reduce((sum, count) => sum + count, 0) : undefined;
};

/** How far a flag was opened or closed in one step; undefined where it does not say. */
const exposureOf = ({ kind, diff }: Change): Exposure | undefined => {
  if (kind !== 'feature-flag') return undefined;
  for (const { path, before, after } of diff) {
    const share = ROLLOUT.test(path) ? shareMoved(before, after, /percent/i.test(path)) : undefined;
    if (share === undefined || share === 0) continue;
    const [from, to] = [shareOf(before, true), shareOf(after, true)];
    const whole = share >= 1 ? 'everybody' : `${percent(share)} of users`;
    return { share, said: from === undefined || to === undefined || share >= 1 ? whole : `${whole} (${percent(from)} → ${percent(to)})` };
  }
  let people = 0;
  for (const { path, before, after } of diff) {
    const [was, is] = PEOPLE.test(path) ? [total(before), total(after)] : [];
    if (was === undefined || is === undefined) return undefined;
    people += Math.abs(is - was);
  }
  return people === 0 ? undefined : { share: 0, said: people === 1 ? 'one who is named' : `${counted(people, 'user')} who are named` };
};

/** A flag that goes from 5 to 10 percent does less than one that goes from none to all. */
export const exposure: ChangeSignal = {
  name: 'exposure',
  weigh: ({ changes: [lead], score }) => {
    const found = exposureOf(lead);
    return found === undefined ? undefined : score.exposure * (2 * found.share - 1);
  },
  say: ({ changes: [lead] }) => `it changed for ${exposureOf(lead)?.said ?? ''}`,
};
