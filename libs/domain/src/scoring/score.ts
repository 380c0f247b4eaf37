import type { Candidate } from '../correlation/candidates.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import { compareText } from '../events/canonical.js';
import type { Reason } from '../events/incident.js';
import { millis } from '../events/time.js';
import { chance } from './delay.js';
import { rememberedOf } from './memory.js';
import { reasonsOf } from './reasons.js';
import { micros, round6 } from './round.js';
import type { Evidence, PlaceEvidence, Scene } from './signal.js';
import { ofPlace } from './signals/index.js';
import { time } from './signals/time.js';

export interface Weighed {
  readonly candidate: Candidate;
  /** For and against, strongest first; put into words when asked. */
  readonly reasons: readonly Reason[];
  readonly logOdds: number;
  readonly probability: number;
}

export interface Verdict {
  /** Most probable first; put in order when asked. */
  readonly ranked: readonly Weighed[];
  /** So many of the first of `ranked`. */
  first(most: number): readonly Weighed[];
  readonly noChange: number;
  /** What it competes with: as of `Weighed.logOdds`. */
  readonly noChangeLogOdds: number;
}

/** What the most telling alert of each service says; `half` earlier ones of its fingerprint halve it. */
const saidBy = (group: Group, half: number): Map<string, number> => {
  const says = new Map<string, number>();
  const seen = new Set<string>();
  for (const { episode, services } of group.members) {
    if (seen.has(episode.fingerprint)) continue;
    seen.add(episode.fingerprint);
    const value = 1 / (1 + episode.earlier / half);
    for (const service of services) says.set(service, Math.max(value, says.get(service) ?? 0));
  }
  return says;
};

const MOST_READ = 10;

const sceneOf = (group: Group, { score, fold }: Rules): Scene => {
  const [first] = group.members;
  const says = saidBy(group, score.habit.half);
  let saidByAll = 0;
  for (const value of says.values()) saidByAll += value;
  const texts = [...new Set(group.members.slice(0, MOST_READ).flatMap(({ episode: { first: alert } }) => [alert.title, ...Object.values(alert.labels)]))];
  return {
    group, says, saidByAll, score, fold,
    openedAt: first === undefined ? 0 : millis(first.episode.startsAt),
    environment: first?.episode.first.environment,
    alerting: new Set(group.members.flatMap((m) => m.services)),
    mentions: { texts, all: texts.join('\n') },
    usualChance: chance(score.time.reference, score.time.mixture),
  };
};

/**
 * Additive log-odds: what each signal contributes is summed for every candidate, and "no change did this" competes with them. Where much is changed
 * some change is always near, and none is a surprise: what the changes of the last hours would weigh whenever they had been made counts for "no
 * change did this". `calleesOf` gives who a service calls as of the incident.
 */
export const weigh = (group: Group, candidates: readonly Candidate[], calleesOf: (service: string) => readonly string[], rules: Rules): Verdict => {
  const { score } = rules;
  const scene = sceneOf(group, rules);
  const crowdedFrom = scene.openedAt - score.crowd.window;
  const placeOf = ({ service, explained }: Candidate): PlaceEvidence => ({ ...scene, service, explained, callees: service === undefined ? [] : calleesOf(service) });
  // one object for all, as signals keep none
  const evidence: { -readonly [K in keyof Evidence]: Evidence[K] } = { ...scene, candidate: candidates[0] as Candidate, names: [] };

  const logOdds = new Float64Array(candidates.length);
  let explained: Candidate['explained'] | undefined;
  let ofThisPlace = 0;
  let crowd = 0;
  candidates.forEach((candidate, i) => {
    if (candidate.explained !== explained) {
      explained = candidate.explained;
      const place = placeOf(candidate);
      ofThisPlace = 0;
      for (const signal of ofPlace) ofThisPlace += micros(signal.weigh(place));
    }
    const own = rememberedOf(candidate, score);
    evidence.candidate = candidate;
    evidence.names = own.names;
    const inTime = micros(time.weigh(evidence));
    let rest = ofThisPlace + own.micros;
    for (const signal of own.asked) rest += micros(signal.weigh(evidence));
    logOdds[i] = (rest + inTime) / 1e6;
    if (candidate.effectiveAt >= crowdedFrom) crowd += Math.exp(rest / 1e6);
  });

  const noChange = round6(score.noChange + (group.members.length === 0 ? 0 : Math.log1p(crowd / score.crowd.floor)));
  let top = noChange;
  for (const odds of logOdds) if (odds > top) top = odds;
  const none = Math.exp(noChange - top);
  let total = none;
  for (const odds of logOdds) total += Math.exp(odds - top);

  const before = (a: number, b: number): number => {
    const [x, y] = [candidates[a] as Candidate, candidates[b] as Candidate];
    return (logOdds[b] ?? 0) - (logOdds[a] ?? 0) || y.effectiveAt - x.effectiveAt || compareText(x.changes[0].id, y.changes[0].id) || compareText(x.service ?? '', y.service ?? '');
  };
  const weighed = (i: number): Weighed => {
    const candidate = candidates[i] as Candidate;
    const odds = logOdds[i] ?? 0;
    let reasons: readonly Reason[] | undefined;
    return {
      candidate,
      get reasons() {
        return (reasons ??= reasonsOf(placeOf(candidate), { ...scene, candidate, names: rememberedOf(candidate, score).names }));
      },
      logOdds: odds,
      probability: round6(Math.exp(odds - top) / total),
    };
  };
  let ranked: readonly Weighed[] | undefined;
  return {
    get ranked() {
      return (ranked ??= Array.from(logOdds.keys()).sort(before).map(weighed));
    },
    first: (most) => firstOf(candidates.length, most, before).map(weighed),
    noChange: round6(none / total),
    noChangeLogOdds: noChange,
  };
};

/** The first of `0` to `length - 1` in this order, without putting the others in it. */
const firstOf = (length: number, most: number, before: (a: number, b: number) => number): number[] => {
  const first: number[] = [];
  for (let i = 0; i < length; i++) {
    if (first.length === most && before(i, first[most - 1] as number) > 0) continue;
    let at = first.length;
    while (at > 0 && before(i, first[at - 1] as number) < 0) at -= 1;
    first.splice(at, 0, i);
    if (first.length > most) first.pop();
  }
  return first;
};
