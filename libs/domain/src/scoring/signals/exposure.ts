import type { Change } from '../../events/change.js';
import { shareMoved, shareOf } from '../amount.js';
import { counted } from '../say.js';
import type { ChangeSignal } from '../signal.js';

const ROLLOUT = /(?:^|[._])[\w-]*(?:percent(?:age)?|rollout|fallthrough|weights?|traffic)$/i;
/** Named one by one. */
const PEOPLE = /(?:^|[._])(?:targets|users|individuals|(?:included|excluded)(?:\.\w+)?)$/i;

interface Exposure {
  /** For which share of those who use it, 0 to 1. */
  readonly share: number;
  /** How many that are, where they are named one by one. */
  readonly people?: number;
  readonly said: string;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** How many have each variation; of a count alone nobody knows which. */
const counts = (value: unknown): Readonly<Record<string, number>> | undefined => {
  if (typeof value === 'number') return { '': value };
  if (value === null || value === undefined) return {};
  return typeof value === 'object' && Object.values(value).every((count) => typeof count === 'number') ? { ...(value as Record<string, number>) } : undefined;
};

/** Who is given another variation, or any, or none any more. */
const moved = (before: unknown, after: unknown): number | undefined => {
  const [was, is] = [counts(before), counts(after)];
  if (was === undefined || is === undefined) return undefined;
  const each = [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => (is[name] ?? 0) - (was[name] ?? 0));
  const gained = each.reduce((sum, by) => sum + Math.max(0, by), 0);
  return Math.max(gained, gained - each.reduce((sum, by) => sum + by, 0));
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
    const these = PEOPLE.test(path) ? moved(before, after) : undefined;
    if (these === undefined) return undefined;
    people += these;
  }
  return people === 0 ? undefined : { share: 0, people, said: people === 1 ? 'one who is named' : `${counted(people, 'user')} who are named` };
};

/** So many more that are named halve what it says that they are few. */
const HALF = 10;

/** A flag that goes from 5 to 10 percent does less than one that goes from none to all, and for one who is named hardly what alerts of a whole service. */
export const exposure: ChangeSignal = {
  name: 'exposure',
  weigh: ({ changes: [lead], score }) => {
    const found = exposureOf(lead);
    if (found === undefined) return undefined;
    return score.exposure * (2 * found.share - 1) + (found.people === undefined ? 0 : score.fewUsers / (1 + (found.people - 1) / HALF));
  },
  say: ({ changes: [lead] }) => `it changed for ${exposureOf(lead)?.said ?? ''}`,
};
