import { tellingOf } from '../correlation/episodes.js';
import type { Member } from '../correlation/membership.js';
import { endOf } from '../correlation/since.js';
import { millis } from '../events/time.js';
import type { Evidence, Scene } from './signal.js';

/** Of what alerted long before so much is held against a change after which its own service fails for the first time. */
const OF_OTHERS = 0.4;
const ofAny = (): number => 1;

/** How much is left of what has been over for so long, 0 to 1: monitors look every minute or so. ms */
export const leftOf = (overFor: number, { score: { explainAwayWithin: within } }: Pick<Scene, 'score'>): number => (overFor <= 0 ? 1 : within === 0 ? 0 : Math.exp(-overFor / within));

/** What spreads does so within minutes, and two things may go wrong in ten; the longer one goes on, the likelier what is changed is to mend it. `before`: how long it had, `apart`: until its own service failed, ms. */
const ofOthers = (before: number, apart: number, scene: Pick<Scene, 'score' | 'fold'>): number =>
  Math.min(1, Math.max(OF_OTHERS + (1 - OF_OTHERS) * leftOf(apart, scene), (OF_OTHERS * before) / scene.fold.near));

/**
 * How much an alert says that something was wrong before a change, 0 to 1. Clocks differ, and senders cut seconds off: what began hardly before it says
 * little, and so does what alerts all the time, or was over when it was made.
 */
const saysEarlier = ({ episode }: Member, effectiveAt: number, scene: Pick<Scene, 'score' | 'fold'>): number => {
  const before = effectiveAt - millis(episode.startsAt);
  if (before <= 0) return 0;
  const end = endOf(episode);
  const clearly = scene.fold.skew === 0 ? 1 : Math.min(1, before / scene.fold.skew);
  return clearly * (end === undefined ? 1 : leftOf(effectiveAt - end, scene)) * tellingOf(episode, scene.score.habit.half);
};

/** The most that any of these says. They are sorted by time. `share`: of what has gone on for so long, ms. */
export const mostEarlier = (members: readonly Member[], effectiveAt: number, scene: Pick<Scene, 'score' | 'fold'>, share: (before: number) => number = ofAny): number => {
  let most = 0;
  for (const member of members) {
    const before = effectiveAt - millis(member.episode.startsAt);
    if (most === 1 || before <= 0) break;
    most = Math.max(most, saysEarlier(member, effectiveAt, scene) * share(before));
  }
  return most;
};

/** Whether no more than one service alerted before: several that do are an incident, one may be anything. */
const isLone = (members: readonly Member[], effectiveAt: number): boolean => {
  let service: string | undefined;
  for (const { episode, services } of members) {
    if (millis(episode.startsAt) >= effectiveAt) break;
    for (const each of services) if (each !== (service ??= each)) return false;
  }
  return true;
};

/** How sure it is that the incident was there before the change, 0 to 1. */
export const wasThere = (evidence: Evidence): number => {
  const { candidate: { service, effectiveAt, explained: [nearest] }, failing, group: { members } } = evidence;
  const isNew = service !== undefined && nearest.service === service && (failing.get(service) ?? 0) >= effectiveAt && isLone(members, effectiveAt) && members[0]?.services.includes(service) === false;
  return mostEarlier(members, effectiveAt, evidence, isNew ? (before) => ofOthers(before, before + nearest.began - effectiveAt, evidence) : ofAny);
};
