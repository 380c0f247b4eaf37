import type { Candidate, Site } from '../correlation/candidates.js';
import type { Placed } from '../correlation/placed.js';
import { type Likeness, type Memory, memoryOf, rememberedOf } from './memory.js';
import { micros } from './round.js';
import type { Deeper, Evidence, PlaceEvidence, Scene } from './signal.js';
import { ofPlace } from './signals/index.js';
import { noticeOf, time } from './signals/time.js';

/** Gives those of the alerting services that a service calls, as of the incident: nearest first, then by name. */
export type DeeperOf = (service: string) => readonly Deeper[];

/** In millionths of log-odds: sums are exact, whatever their order. */
export interface Scales {
  goTo(site: Site): void;
  /** What any change of the site weighs for its place alone. */
  place: number;
  /** Puts a candidate of the site on, which then weighs `micros`. */
  put(candidate: Candidate): void;
  /** The same of a change by itself. */
  putAlone(placed: Placed, effectiveAt: number): void;
  micros: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NO_NAMES: readonly string[] = [];
const NOTHING: readonly Deeper[] = [];
const NO_CHANGES: readonly Placed[] = [];
const NOWHERE: Candidate['explained'] = [{ service: '', path: [], hops: 0, trust: { confidence: 1, weakest: undefined }, by: 'scope', members: [], began: 0, clusters: undefined }];

/** Thousands of candidates are weighed for each that is shown: of most nothing is made, all is written over what was there, as signals keep none. */
export const scalesOf = (scene: Scene, deeper: DeeperOf): Scales => {
  const { score } = scene;
  const place: Writable<PlaceEvidence> = { ...scene, service: undefined, explained: NOWHERE, deeper: NOTHING };
  const one: Writable<Candidate> = { service: undefined, changes: [] as never, explained: NOWHERE, reached: NOWHERE, effectiveAt: 0.5, unseen: undefined, onset: scene.openedAt, alone: undefined, known: NO_CHANGES };
  const evidence: Writable<Evidence> = { ...scene, candidate: one, notice: 0, names: NO_NAMES };
  let sites = 0;
  /** What is weighed the same in one place, and in which place it was last. */
  const alike: { site: number; micros: number }[] = [];

  const inCommon = ({ index, signals }: Likeness): number => {
    if (signals.length === 0) return 0;
    while (alike.length <= index) alike.push({ site: 0, micros: 0 });
    const known = alike[index] as { site: number; micros: number };
    if (known.site === sites) return known.micros;
    let sum = 0;
    for (const signal of signals) sum += micros(signal.weigh(evidence));
    known.site = sites;
    known.micros = sum;
    return sum;
  };
  const weigh = (own: Memory): void => {
    evidence.names = own.names;
    let sum = scales.place + own.micros + inCommon(own.likeness) + micros(time.weigh(evidence));
    for (const signal of own.likeness.ofEach) sum += micros(signal.weigh(evidence));
    scales.micros = sum;
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
      weigh(rememberedOf(candidate, score));
    },
    putAlone: (placed, effectiveAt) => {
      one.changes = placed.alone;
      one.effectiveAt = effectiveAt;
      one.alone = placed;
      evidence.candidate = one;
      weigh(memoryOf(placed, score));
    },
  };
  return scales;
};
