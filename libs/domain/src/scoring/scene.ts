import { tellingOf } from '../correlation/episodes.js';
import type { LivesIn } from '../correlation/lives.js';
import { callsOf, type Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import { endOf } from '../correlation/since.js';
import { classOf } from '../events/alert-class.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { chance } from './delay.js';
import { mentionsOf } from './mentions.js';
import type { Scene } from './signal.js';

/** What the most telling alert of each service says; `half` earlier ones of its fingerprint halve it. */
const saidBy = (group: Group, half: number): Map<string, number> => {
  const says = new Map<string, number>();
  const seen = new Set<string>();
  for (const { episode, services } of group.members) {
    if (seen.has(episode.fingerprint)) continue;
    seen.add(episode.fingerprint);
    const value = tellingOf(episode, half);
    for (const service of services) says.set(service, Math.max(value, says.get(service) ?? 0));
  }
  return says;
};

/** Services all of whose alerts say that nobody calls them any more. */
export const onlyLost = (group: Group): Set<string> => {
  const lost = new Set<string>();
  for (const { episode, services } of group.members) if (classOf(episode.first) === 'traffic-loss') for (const service of services) lost.add(service);
  if (lost.size > 0) for (const { episode, services } of group.members) if (classOf(episode.first) !== 'traffic-loss') for (const service of services) lost.delete(service);
  return lost;
};

const LOAD: ReadonlySet<string> = new Set(['latency', 'saturation', 'traffic-loss']);

/** When each service first told of a failure that no load explains. */
const firstFailures = (group: Group): Map<string, number> => {
  const failing = new Map<string, number>();
  for (const { episode, services } of group.members) {
    if (LOAD.has(classOf(episode.first))) continue;
    for (const service of services) if (!failing.has(service)) failing.set(service, millis(episode.startsAt));
  }
  return failing;
};

/** When the last alert of each service was over. */
const overAt = (group: Group): Map<string, number> => {
  const over = new Map<string, number>();
  for (const { episode, services } of group.members) {
    const end = endOf(episode) ?? Number.POSITIVE_INFINITY;
    for (const service of services) over.set(service, Math.max(end, over.get(service) ?? end));
  }
  return over;
};

/** Who sees each service fail, by its calls to it. That one of them sends no more traffic is seen there, but comes from who sends it. */
const seenFrom = (group: Group): Map<string, string[]> => {
  const seen = new Map<string, string[]>();
  for (const member of group.members) {
    if (member.caller === undefined || classOf(member.episode.first) === 'traffic-loss') continue;
    for (const { from, to } of callsOf([member])) {
      const known = seen.get(to);
      if (known === undefined) seen.set(to, [from]);
      else if (!known.includes(from)) known.push(from);
    }
  }
  for (const callers of seen.values()) callers.sort(compareText);
  return seen;
};

const MOST_READ = 10;
/** Labels that say where it is or whom it concerns, whatever was changed. */
const placeLabel = /^(?:env|environment|stage|tier|region|zone|severity|priority|team|owner|receiver)$|cluster|namespace/i;

/** What an alert says that may name a change. */
const saidIn = ({ title, labels }: Group['members'][number]['episode']['first']): string[] => [title, ...Object.entries(labels).flatMap(([name, value]) => (placeLabel.test(name) ? [] : [value]))];

/** The incident, as signals see it. */
export const sceneOf = (group: Group, lives: LivesIn, { score, fold }: Rules): Scene => {
  const [first] = group.members;
  const says = saidBy(group, score.habit.half);
  const texts = [...new Set(group.members.slice(0, MOST_READ).flatMap(({ episode }) => saidIn(episode.first)))];
  return {
    group, says, lives, score, fold, lost: onlyLost(group), failing: firstFailures(group), over: overAt(group), seenFrom: seenFrom(group),
    openedAt: first === undefined ? 0 : millis(first.episode.startsAt),
    environment: first?.episode.first.environment,
    alerting: new Set(group.members.flatMap((m) => m.services)),
    mentions: mentionsOf(texts),
    usualChance: chance(score.time.reference, score.time.mixture),
  };
};
