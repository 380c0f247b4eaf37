import type { Candidate } from '../../correlation/candidates.js';
import { classOfFirst } from '../../correlation/explained.js';
import type { Rules } from '../../correlation/rules.js';
import type { Change } from '../../events/change.js';
import { millis, timeOf } from '../../events/time.js';
import { chance, chanceBetween, noticed } from '../delay.js';
import { wasThere } from '../earlier.js';
import { clock, span } from '../say.js';
import type { Scene, Signal } from '../signal.js';
import { whose } from '../whose.js';

/** What nobody would tell apart. ms */
const AT_ONCE = 500;

/** `09:50 and 10:20 UTC`, with the days where they are not one with the onset's. */
const between = ({ occurredAfter = '', occurredAt }: Change, onset: number): string => {
  const day = timeOf(onset).slice(0, 10);
  const at = (time: string): string => `${time.startsWith(day) ? '' : `${time.slice(0, 10)} `}${clock(time)}`;
  return `${at(occurredAfter)} and ${at(occurredAt)} UTC`;
};

/** Whether what took effect then was that it was rolled back. */
const isBack = ({ occurredAt, phases }: Change, effectiveAt: number): boolean => effectiveAt > millis(occurredAt) && phases.some(({ phase, at }) => phase === 'rolled-back' && millis(at) === effectiveAt);

/** How long alerts as the nearest mostly take to notice, ms. */
export const noticeOf = ([nearest]: Candidate['explained'], { time: { detect } }: Rules['score']): number => detect[classOfFirst(nearest)];

/** What it weighs that a change came so long before the opening, and so long before the alert nearest to it began. */
export const timeWeighs = ({ usualChance, score: { time: { mixture, weight } } }: Pick<Scene, 'usualChance' | 'score'>, delay: number, sinceNearest: number, notice: number): number =>
  weight * Math.log((noticed(sinceNearest, notice) * chance(delay, mixture)) / usualChance);

/**
 * How soon after the change the incident opened: a cause comes before the first symptom, whoever shows it. And whether the alert nearest to the
 * change has had the time to notice it. What came after the opening is at most the cause of some of it.
 */
export const time: Signal = {
  name: 'time',
  weigh: (evidence) => {
    const { candidate: { effectiveAt, unseen, onset, explained: [nearest], toldAfter }, notice, openedAt, usualChance, score } = evidence;
    const { mixture, weight, later, told } = score.time;
    if (toldAfter !== undefined) return weight * Math.log(chance(toldAfter, [{ share: 1, mean: told }]) / usualChance);
    const weighs = unseen === undefined
      ? timeWeighs(evidence, onset - effectiveAt, nearest.began - effectiveAt, notice)
      : weight * Math.log((unseen.share * chanceBetween(onset - unseen.to, onset - unseen.from, nearest.began - onset, notice, mixture)) / usualChance);
    return weighs + (effectiveAt > openedAt ? later * wasThere(evidence) : 0);
  },
  say: ({ candidate: { changes, effectiveAt, unseen, onset, explained: [nearest], toldAfter }, group, openedAt }) => {
    const service = onset === openedAt ? group.members[0]?.services[0] : nearest.members[0]?.services[0];
    const again = onset > openedAt && group.members.some(({ episode, services }) => service !== undefined && services.includes(service) && millis(episode.startsAt) < onset) ? ' again' : '';
    const alerted = service === undefined ? 'the first alert' : `${service} alerted${again}`;
    if (toldAfter !== undefined) return `${whose(changes)}, told ${span(toldAfter)} after ${alerted}: others tell late, it may have begun before`;
    if (unseen !== undefined) return `${whose(changes)}, between ${between(changes[0], onset)} (nobody saw when); ${service === undefined ? 'the first alert came' : alerted} at ${clock(timeOf(onset))} UTC`;
    const delay = onset - effectiveAt;
    const begun = onset - millis(changes[0].occurredAt);
    const when = Math.abs(delay) < AT_ONCE ? `${service === undefined ? 'at the moment of' : 'just as'} ${alerted}` : `${span(delay)} ${delay < 0 ? 'after' : 'before'} ${alerted}`;
    return `${isBack(changes[0], effectiveAt) ? 'the rollback of ' : ''}${whose(changes)}, ${when}${begun > 2 * Math.max(delay, AT_ONCE) ? ` (begun ${span(begun)} before)` : ''}`;
  },
};
