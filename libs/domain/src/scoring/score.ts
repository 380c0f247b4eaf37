import { type Candidate, candidatesAt, type Site, sizeOfAll } from '../correlation/candidates.js';
import { sortOf } from '../correlation/kind-class.js';
import type { LivesIn } from '../correlation/lives.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import { compareText } from '../events/canonical.js';
import type { Reason } from '../events/incident.js';
import { crowdOf } from './crowd.js';
import { rememberedOf } from './memory.js';
import { reasonsOf } from './reasons.js';
import { round6 } from './round.js';
import { type DeeperOf, scalesOf } from './scales.js';
import { sceneOf } from './scene.js';
import { noticeOf } from './signals/time.js';

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
  /** How many are in `ranked`. */
  readonly count: number;
  /** So many of the first of `ranked`. */
  first(most: number): readonly Weighed[];
  readonly noChange: number;
  /** What it competes with: as of `Weighed.logOdds`. */
  readonly noChangeLogOdds: number;
}

/**
 * Additive log-odds: what each signal contributes is summed for every candidate, and "no change did this" competes with them. Where much is changed
 * some change is always near, and none is a surprise: that counts for "no change did this".
 */
export const weigh = (group: Group, sites: readonly Site[], deeper: DeeperOf, lives: LivesIn, rules: Rules): Verdict => {
  const { score } = rules;
  const scene = sceneOf(group, lives, rules);
  const scales = scalesOf(scene, deeper);
  const openedAt = group.members[0]?.episode.startsAt ?? '';
  const crowd = crowdOf(rules);
  const logOdds = new Float64Array(sizeOfAll(sites));
  let weighed = 0;
  const note = ({ onset, effectiveAt, changes: [lead] }: Candidate): void => crowd.note(onset - effectiveAt, sortOf(lead.kind));
  const expected = expectedAt();
  const best = bestOfEach();
  for (const site of sites) {
    scales.goTo(site);
    crowd.at(scales.place / 1e6, expected(site));
    for (const stretch of site.alone.stretches) {
      scales.putAll(stretch, logOdds, weighed, crowd);
      weighed += stretch.to - stretch.from;
    }
    for (const candidate of site.together) {
      scales.put(candidate);
      if (candidate.joint === true) {
        best.note(candidate, weighed, scales.place, scales.micros);
        logOdds[weighed++] = Number.NEGATIVE_INFINITY;
        continue;
      }
      logOdds[weighed++] = scales.micros / 1e6;
      note(candidate);
    }
  }
  for (const { index, place, all, candidate } of best.found()) {
    logOdds[index] = all / 1e6;
    crowd.at(place / 1e6, 0);
    note(candidate);
  }

  const noChange = round6(score.noChange + crowd.logOdds());
  const top = greatest(logOdds, noChange);
  const none = Math.exp(noChange - top);
  const total = sumOfOdds(logOdds, top, none);

  const at = candidatesAt(sites, openedAt);
  const before = (a: number, b: number): number => {
    const apart = (logOdds[b] as number) - (logOdds[a] as number);
    if (apart !== 0) return apart;
    const [x, y] = [at(a), at(b)];
    return y.effectiveAt - x.effectiveAt || compareText(x.changes[0].id, y.changes[0].id) || compareText(x.service ?? '', y.service ?? '');
  };
  const shown = (i: number): Weighed => {
    const candidate = at(i);
    const { service, explained } = candidate;
    const odds = logOdds[i] ?? 0;
    let reasons: readonly Reason[] | undefined;
    return {
      candidate,
      get reasons() {
        const place = { ...scene, service, explained, deeper: service === undefined ? [] : deeper(service) };
        return (reasons ??= reasonsOf(place, { ...scene, candidate, notice: noticeOf(explained, score), names: rememberedOf(candidate, score).names }));
      },
      logOdds: odds,
      probability: round6(Math.exp(odds - top) / total),
    };
  };
  let ranked: readonly Weighed[] | undefined;
  return {
    get ranked() {
      return (ranked ??= Array.from(logOdds.keys()).filter((i) => logOdds[i] !== Number.NEGATIVE_INFINITY).sort(before).map(shown));
    },
    count: logOdds.length - best.left(),
    first: (most) => firstOf(logOdds, most, before).map(shown),
    noChange: round6(none / total),
    noChangeLogOdds: noChange,
  };
};

const greatest = (logOdds: Float64Array, least: number): number => {
  let top = least;
  for (let i = 0; i < logOdds.length; i += 1) if ((logOdds[i] as number) > top) top = logOdds[i] as number;
  return top;
};

/** Against the greatest, so that none is too large for a double. */
const sumOfOdds = (logOdds: Float64Array, top: number, none: number): number => {
  let total = none;
  for (let i = 0; i < logOdds.length; i += 1) total += Math.exp((logOdds[i] as number) - top);
  return total;
};

/** Each service that alerts itself is changed now and then: one more is counted on than was seen, also where none was. Of all others only what is seen. */
const expectedAt = (): ((site: Site) => number) => {
  const counted = new Set<string>();
  return ({ service, explained: [{ hops }] }) => {
    if (service === undefined || hops > 0 || counted.has(service)) return 0;
    counted.add(service);
    return 1;
  };
};

interface Best {
  readonly index: number;
  readonly candidate: Candidate;
  /** Millionths: of its place, and all. */
  readonly place: number;
  readonly all: number;
}

/** Of candidates with the same first change the one that weighs most counts, a tie by the name of its service. */
const bestOfEach = () => {
  const byLead = new Map<string, Best>();
  let noted = 0;
  return {
    note: (candidate: Candidate, index: number, place: number, all: number): void => {
      noted += 1;
      const lead = candidate.changes[0].id;
      const known = byLead.get(lead);
      const better = known === undefined || all > known.all || (all === known.all && compareText(candidate.service ?? '', known.candidate.service ?? '') < 0);
      if (better) byLead.set(lead, { index, candidate, place, all });
    },
    found: () => byLead.values(),
    left: () => noted - byLead.size,
  };
};

/** The places of the first in this order, which is the larger before the smaller, without putting the others in it. */
const firstOf = (logOdds: Float64Array, most: number, before: (a: number, b: number) => number): number[] => {
  const first: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logOdds.length; i++) {
    const odds = logOdds[i] as number;
    if (odds < least || odds === Number.NEGATIVE_INFINITY || (first.length === most && before(i, first[most - 1] as number) > 0)) continue;
    let to = first.length;
    while (to > 0 && before(i, first[to - 1] as number) < 0) to -= 1;
    first.splice(to, 0, i);
    if (first.length > most) first.pop();
    if (first.length === most) least = logOdds[first[most - 1] as number] as number;
  }
  return first;
};
