import { compareText } from '../events/canonical.js';
import type { Dependency } from '../events/dependency.js';
import type { Catalog } from './catalog.js';
import { type Edge, edgesOf } from './edges.js';
import { dayOf, faded, type Fading, silentDays, usualFading } from './fading.js';

/** What is known, as of an instant, of the calls between two services. */
export interface Call {
  /** That the one calls the other: what all sources together say, faded by how long they have not seen it. */
  readonly confidence: number;
  /** Of the source that is trusted most: whole days without a sign of it; 0 where it was seen, or holds until somebody says otherwise. */
  readonly silentDays: number;
  /** `call`, `messaging` (`from` produces what `to` consumes), `database`, `external`, `route`, `config` ..., sorted. */
  readonly kinds: readonly string[];
  /** Who says so, sorted. */
  readonly sources: readonly string[];
}

/** The calls along a path, and the one of them that is trusted least. */
export interface Trust {
  /** That all of its calls are there; 1 for a path of one service. */
  readonly confidence: number;
  readonly weakest: { readonly from: string; readonly to: string; readonly call: Call } | undefined;
}

export interface Graph {
  /** Who a service calls, sorted by name. */
  callees(service: string, environment: string, at: string): readonly string[];
  callers(service: string, environment: string, at: string): readonly string[];
  /** Undefined: no call that is valid then, or trusted enough to be followed. */
  call(from: string, to: string, environment: string, at: string): Call | undefined;
  /** Of a path that `reach` gave; each step counts in the direction in which there is a call. */
  trust(path: readonly string[], environment: string, at: string): Trust;
  /** `reach` from a service by calls that are valid then: remembered, as incidents on one service ask the same. */
  reached(service: string, depth: number, way: Way, environment: string, at: string): ReadonlyMap<string, readonly string[]>;
  readonly edges: readonly Edge[];
}

/** Whom a service calls, who calls it, or both: first whom it calls. */
export type Way = 'callees' | 'callers' | 'around';

/** An answer, and between which instants (the second excluded) it is the same. */
interface Held<T> {
  readonly from: string;
  readonly to: string;
  readonly answer: T;
}
type Paths = ReadonlyMap<string, readonly string[]>;

const NOBODY: Held<readonly string[]> = { from: '', to: '~', answer: [] };
/** `2026-01-15` */
const DAY = 10;
/** So many services on remembered ways: beyond that what was remembered is let go. */
const MOST_REMEMBERED = 1_000_000;

const round = (confidence: number): number => Math.round(confidence * 1e6) / 1e6;
const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText);

export const buildGraph = (dependencies: Iterable<Dependency>, catalog: Catalog, fading: Fading = usualFading): Graph => {
  const edges = edgesOf(dependencies, catalog, fading);
  const out = new Map<string, Edge[]>();
  const into = new Map<string, Edge[]>();
  const put = (map: Map<string, Edge[]>, key: string, edge: Edge): void => void (map.get(key)?.push(edge) ?? map.set(key, [edge]));
  for (const edge of edges) {
    put(out, edge.from, edge);
    put(into, edge.to, edge);
  }

  const confidenceOf = ({ confidence, seenOn }: Edge, at: string): number => (seenOn === undefined ? confidence : faded(fading, confidence, silentDays(seenOn, dayOf(at))));
  const counts = (e: Edge, environment: string, at: string): boolean =>
    (e.environment === undefined || e.environment === environment) && e.validFrom <= at && at < e.validTo && (e.seenOn === undefined || confidenceOf(e, at) >= fading.least);
  const asked = { from: new Map<string, Held<readonly string[]>>(), to: new Map<string, Held<readonly string[]>>() };
  /** Between two instants at which an edge begins or ends the answer is the same, where one fades all day: an incident asks hundreds of times. */
  const held = (list: readonly Edge[], end: 'from' | 'to', environment: string, at: string): Held<readonly string[]> => {
    const fading = list.some((e) => e.seenOn !== undefined);
    let from = fading ? at.slice(0, DAY) : '';
    let to = fading ? `${at.slice(0, DAY)}~` : '~';
    for (const { validFrom, validTo } of list) {
      for (const edge of [validFrom, validTo]) {
        if (edge <= at && edge > from) from = edge;
        if (edge > at && edge < to) to = edge;
      }
    }
    return { from, to, answer: distinct(list.filter((e) => counts(e, environment, at)).map((e) => e[end])) };
  };
  const near = (map: ReadonlyMap<string, readonly Edge[]>, end: 'from' | 'to', service: string, environment: string, at: string): Held<readonly string[]> => {
    const list = map.get(service);
    if (list === undefined) return NOBODY;
    const key = `${environment} ${service}`;
    const known = asked[end].get(key);
    if (known !== undefined && known.from <= at && at < known.to) return known;
    const found = held(list, end, environment, at);
    asked[end].set(key, found);
    return found;
  };

  let remembered = 0;
  const ways = new Map<string, Held<Paths>>();
  const reached = (service: string, depth: number, way: Way, environment: string, at: string): Paths => {
    const key = `${way} ${depth} ${environment} ${service}`;
    const known = ways.get(key);
    if (known !== undefined && known.from <= at && at < known.to) return known.answer;
    let [from, to] = ['', '~'];
    const names = (map: ReadonlyMap<string, readonly Edge[]>, end: 'from' | 'to', of: string): readonly string[] => {
      const found = near(map, end, of, environment, at);
      if (found.from > from) from = found.from;
      if (found.to < to) to = found.to;
      return found.answer;
    };
    const answer = reach(service, depth, (of) => (way === 'callees' ? names(out, 'to', of) : way === 'callers' ? names(into, 'from', of) : [...names(out, 'to', of), ...names(into, 'from', of)]));
    if (remembered > MOST_REMEMBERED) {
      ways.clear();
      remembered = 0;
    }
    remembered += answer.size;
    ways.set(key, { from, to, answer });
    return answer;
  };

  const call = (from: string, to: string, environment: string, at: string): Call | undefined => {
    const found = (out.get(from) ?? []).filter((e) => e.to === to && counts(e, environment, at));
    const [first] = found;
    if (first === undefined) return undefined;
    const best = found.reduce((most, e) => (confidenceOf(e, at) > confidenceOf(most, at) ? e : most), first);
    return {
      confidence: round(1 - found.reduce((doubt, e) => doubt * (1 - confidenceOf(e, at)), 1)),
      silentDays: best.seenOn === undefined ? 0 : silentDays(best.seenOn, dayOf(at)),
      kinds: distinct(found.map((e) => e.kind)),
      sources: distinct(found.map((e) => e.source)),
    };
  };

  return {
    edges,
    call,
    reached,
    callees: (service, environment, at) => near(out, 'to', service, environment, at).answer,
    callers: (service, environment, at) => near(into, 'from', service, environment, at).answer,
    trust: (path, environment, at) => {
      let confidence = 1;
      let weakest: Trust['weakest'];
      path.slice(1).forEach((to, i) => {
        const from = path[i] ?? '';
        const forth = call(from, to, environment, at);
        const step = forth === undefined ? { from: to, to: from, call: call(to, from, environment, at) } : { from, to, call: forth };
        confidence *= step.call?.confidence ?? 0;
        if (step.call !== undefined && (weakest === undefined || step.call.confidence < weakest.call.confidence)) weakest = { ...step, call: step.call };
      });
      return { confidence: round(confidence), weakest };
    },
  };
};

/** How each service within `depth` calls of `start` is reached: calls away, and the way there including both ends. */
export const reach = (start: string, depth: number, next: (service: string) => readonly string[]): Map<string, readonly string[]> => {
  const paths = new Map<string, readonly string[]>([[start, [start]]]);
  let frontier = [start];
  for (let hop = 0; hop < depth && frontier.length > 0; hop++) {
    const further: string[] = [];
    for (const service of frontier) {
      const path = paths.get(service) ?? [];
      for (const name of next(service)) {
        if (paths.has(name)) continue;
        paths.set(name, [...path, name]);
        further.push(name);
      }
    }
    frontier = further.sort(compareText);
  }
  return paths;
};
