import { type Candidate, effectiveBy, type Site } from '../correlation/candidates.js';
import type { Placed } from '../correlation/placed.js';
import { EMPTY_RUN } from '../correlation/run.js';
import type { Stretch } from '../correlation/shelf.js';
import type { Crowd } from './crowd.js';
import { Glance, GLANCE, type Glances, NONE, SEVERAL } from './glance.js';
import type { Likeness } from './likeness.js';
import { type Memory, memoryOf, rememberedOf } from './memory.js';
import { micros } from './round.js';
import type { Deeper, Evidence, PlaceEvidence, Scene } from './signal.js';
import { ofPlace } from './signals/index.js';
import { noticeOf, time, timeWeighs } from './signals/time.js';

/** Gives those of the alerting services that a service calls, as of the incident: nearest first, then by name. */
export type DeeperOf = (service: string) => readonly Deeper[];

/** In millionths of log-odds: sums are exact, whatever their order. */
export interface Scales {
  goTo(site: Site): void;
  /** What any change of the site weighs for its place alone. */
  place: number;
  /** Puts a candidate of the site on, which then weighs `micros`. */
  put(candidate: Candidate): void;
  micros: number;
  /** Puts changes of the site on one by one, each by itself: what they weigh, in log-odds, goes to `weights` from this place on, and each is noted in the crowd. */
  putAll(stretch: Stretch, weights: Float64Array, from: number, crowd: Crowd): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NO_NAMES: readonly string[] = [];
const NOTHING: readonly Deeper[] = [];
const NOWHERE: Candidate['explained'] = [{ service: '', path: [], hops: 0, trust: { confidence: 1, weakest: undefined }, by: 'scope', members: [], began: 0, clusters: undefined }];

/** Of every incident, so that none takes for its own what another has found in a place. */
let sites = 0;

/** Thousands of candidates are weighed for each that is shown: of most nothing is made, all is written over what was there, as signals keep none. */
export const scalesOf = (scene: Scene, deeper: DeeperOf): Scales => {
  const { score, openedAt, mentions } = scene;
  const opened = scene.group.members[0]?.episode.startsAt ?? '';
  const place: Writable<PlaceEvidence> = { ...scene, service: undefined, explained: NOWHERE, deeper: NOTHING };
  const one: Writable<Candidate> = { service: undefined, changes: [] as never, explained: NOWHERE, reached: NOWHERE, effectiveAt: 0.5, unseen: undefined, onset: openedAt, alone: undefined, known: EMPTY_RUN };
  const evidence: Writable<Evidence> = { ...scene, candidate: one, notice: 0, names: NO_NAMES };

  const take = (placed: Placed, effectiveAt: number): void => {
    one.changes = [placed.change];
    one.effectiveAt = effectiveAt;
    one.alone = placed;
    evidence.candidate = one;
  };
  /** Of what is in `evidence`, or is like it. */
  const inCommon = (likeness: Likeness): number => {
    if (likeness.site === sites) return likeness.micros;
    let sum = 0;
    for (const signal of likeness.signals) sum += micros(signal.weigh(evidence));
    likeness.site = sites;
    return (likeness.micros = sum);
  };
  const weigh = (own: Memory): number => {
    evidence.names = own.names;
    let sum = scales.place + own.micros + (own.likeness === undefined ? 0 : inCommon(own.likeness)) + micros(time.weigh(evidence));
    for (const signal of own.lookers.signals) sum += micros(signal.weigh(evidence));
    return sum;
  };
  /** Whether no signal that looks at each is to be asked of it. */
  const isPlain = (name: number, effectiveAt: number): boolean => effectiveAt <= openedAt && (name === NONE || (name !== SEVERAL && !mentions.mayHave(name)));
  const whole = (placed: Placed, effectiveAt: number): number => {
    take(placed, effectiveAt);
    return weigh(memoryOf(placed, score));
  };
  const atAGlance = ({ numbers, likenesses }: Glances, placed: Placed, at: number, effectiveAt: number): number => {
    const likeness = likenesses[at];
    if (likeness === undefined || !isPlain(numbers[at * GLANCE + Glance.nameKey] as number, effectiveAt)) return whole(placed, effectiveAt);
    if (likeness.site !== sites) {
      take(placed, effectiveAt);
      inCommon(likeness);
    }
    return scales.place + (numbers[at * GLANCE + Glance.micros] as number) + likeness.micros + micros(timeWeighs(scene, openedAt - effectiveAt, one.explained[0].began - effectiveAt, evidence.notice));
  };
  const scales: Scales = {
    place: 0,
    micros: 0,
    goTo: ({ service, explained, known }) => {
      place.service = one.service = service;
      place.explained = one.explained = one.reached = explained;
      one.known = known;
      place.deeper = service === undefined ? NOTHING : deeper(service);
      evidence.notice = noticeOf(explained, score);
      sites += 1;
      scales.place = 0;
      for (const signal of ofPlace) scales.place += micros(signal.weigh(place));
    },
    put: (candidate) => {
      evidence.candidate = candidate;
      evidence.notice = noticeOf(candidate.explained, score);
      scales.micros = weigh(rememberedOf(candidate, score));
    },
    putAll: ({ shelf: { placed, glances }, from, to }, weights, first, crowd) => {
      const known = glances?.by === score ? glances : undefined;
      let next = first;
      for (let at = to - 1; at >= from; at -= 1) {
        const one = placed[at] as Placed;
        const settledAt = known === undefined ? one.settledAt : (known.numbers[at * GLANCE + Glance.settledAt] as number);
        const effectiveAt = openedAt >= settledAt ? settledAt : effectiveBy(one, openedAt, opened);
        weights[next++] = (known === undefined ? whole(one, effectiveAt) : atAGlance(known, one, at, effectiveAt)) / 1e6;
        crowd.note(openedAt - effectiveAt, known === undefined ? one.sort : known.sort);
      }
    },
  };
  return scales;
};
