import { compareText } from '../events/canonical.js';
import type { Dependency } from '../events/dependency.js';
import type { Catalog } from './catalog.js';
import { confidenceAt, type Edge, edgesOf, isFollowedAt } from './edges.js';
import { dayOf, type Fading, silentDays, usualFading } from './fading.js';

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

/** How a service is reached from another: both and all between, and how far the way is trusted. */
export interface Reached {
  readonly path: readonly string[];
  readonly trust: Trust;
}

export interface Graph {
  /** Who a service calls, sorted by name. */
  callees(service: string, environment: string, at: string): readonly string[];
  callers(service: string, environment: string, at: string): readonly string[];
  /** Undefined: no call that is valid then, or trusted enough to be followed. */
  call(from: string, to: string, environment: string, at: string): Call | undefined;
  /**
   * Whom one reaches within so many calls that are valid then, by the shortest way, of several the one trusted most: remembered, as incidents on
   * one service ask the same.
   */
  reached(service: string, depth: number, way: Way, environment: string, at: string): ReadonlyMap<string, Reached>;
  readonly edges: readonly Edge[];
  /** From here on notes what is asked, until it is told to note elsewhere, or nowhere. */
  noting(asked: Asked | undefined): void;
}

/** What was asked of a graph: services, and whom one reaches from them. */
export type Asked = Set<string | ReadonlyMap<string, Reached>>;

/** Whom a service calls, who calls it, or both: first whom it calls. */
export type Way = 'callees' | 'callers' | 'around';

/** An answer, and between which instants (the second excluded) it is the same. */
interface Held<T> {
  readonly from: string;
  readonly to: string;
  readonly answer: T;
}
type Ways = ReadonlyMap<string, Reached>;

/** Of names, each with how far the call is trusted. */
interface Names extends Held<readonly string[]> {
  readonly confidence: readonly number[];
}

/** What was answered, by environment, then by service: mostly one environment is asked for. */
interface Answers<T> {
  in(environment: string): Map<string, T>;
}
const answers = <T>(): Answers<T> => {
  const all = new Map<string, Map<string, T>>();
  let last: { readonly environment: string; readonly of: Map<string, T> } | undefined;
  return {
    in: (environment) => {
      if (last?.environment === environment) return last.of;
      const of = all.get(environment) ?? new Map<string, T>();
      all.set(environment, of);
      last = { environment, of };
      return of;
    },
  };
};
const named = (way: Way): string[] => Array.from({ length: 8 }, (_, depth) => `${way} ${depth}`);
/** Names that are not put together for each question. */
const KINDS: Readonly<Record<Way, readonly string[]>> = { callees: named('callees'), callers: named('callers'), around: named('around') };

const NOBODY: Names = { from: '', to: '~', answer: [], confidence: [] };
export const WHOLE: Trust = { confidence: 1, weakest: undefined };
/** `2026-01-15` */
const DAY = 10;
/** So many services on remembered ways: beyond that what was remembered is let go. */
const MOST_REMEMBERED = 1_000_000;

export const round = (confidence: number): number => Math.round(confidence * 1e6) / 1e6;
const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText);

/** `only`: of one environment, and of no other asked. */
export const buildGraph = (dependencies: Iterable<Dependency>, catalog: Catalog, fading: Fading = usualFading, only?: string): Graph => {
  const edges = edgesOf(dependencies, catalog, fading, only);
  const out = new Map<string, Edge[]>();
  const into = new Map<string, Edge[]>();
  const put = (map: Map<string, Edge[]>, key: string, edge: Edge): void => void (map.get(key)?.push(edge) ?? map.set(key, [edge]));
  for (const edge of edges) {
    put(out, edge.from, edge);
    put(into, edge.to, edge);
  }

  const confidenceOf = (edge: Edge, at: string): number => confidenceAt(fading, edge, at);
  const counts = (e: Edge, environment: string, at: string): boolean =>
    (e.environment === undefined || e.environment === environment) && e.validFrom <= at && at < e.validTo && isFollowedAt(fading, e, at);
  const asked = { from: answers<Names>(), to: answers<Names>() };
  /** Between two instants at which an edge begins or ends the answer is the same, where one fades all day: an incident asks hundreds of times. */
  const held = (list: readonly Edge[], end: 'from' | 'to', environment: string, at: string): Names => {
    const fading = list.some((e) => e.seenOn !== undefined);
    let from = fading ? at.slice(0, DAY) : '';
    let to = fading ? `${at.slice(0, DAY)}~` : '~';
    for (const { validFrom, validTo } of list) {
      for (const edge of [validFrom, validTo]) {
        if (edge <= at && edge > from) from = edge;
        if (edge > at && edge < to) to = edge;
      }
    }
    const doubts = new Map<string, number>();
    for (const e of list) if (counts(e, environment, at)) doubts.set(e[end], (doubts.get(e[end]) ?? 1) * (1 - confidenceOf(e, at)));
    const answer = [...doubts.keys()].sort(compareText);
    return { from, to, answer, confidence: answer.map((name) => round(1 - (doubts.get(name) ?? 1))) };
  };
  const near = (map: ReadonlyMap<string, readonly Edge[]>, end: 'from' | 'to', service: string, environment: string, at: string): Names => {
    const list = map.get(service);
    if (list === undefined) return NOBODY;
    const here = asked[end].in(environment);
    const known = here.get(service);
    if (known !== undefined && known.from <= at && at < known.to) return known;
    const found = held(list, end, environment, at);
    here.set(service, found);
    return found;
  };

  let remembered = 0;
  const ways = new Map<string, Answers<Held<Ways>>>();
  const reached = (service: string, depth: number, way: Way, environment: string, at: string): Ways => {
    const kind = KINDS[way][depth] ?? `${way} ${depth}`;
    let ofKind = ways.get(kind);
    if (ofKind === undefined) ways.set(kind, (ofKind = answers()));
    let here = ofKind.in(environment);
    const known = here.get(service);
    if (known !== undefined && known.from <= at && at < known.to) return known.answer;
    let [from, to] = ['', '~'];
    const steps = (of: string, take: (name: string, confidence: number) => void): void => {
      const asked = [...(way === 'callers' ? [] : [near(out, 'to', of, environment, at)]), ...(way === 'callees' ? [] : [near(into, 'from', of, environment, at)])];
      for (const found of asked) {
        if (found.from > from) from = found.from;
        if (found.to < to) to = found.to;
        found.answer.forEach((name, i) => take(name, found.confidence[i] ?? 0));
      }
    };
    const answer = spread(service, depth, steps, (a, b) => {
      const forth = way === 'callers' ? undefined : call(a, b, environment, at);
      const [caller, callee] = forth === undefined ? [b, a] : [a, b];
      const said = forth ?? call(caller, callee, environment, at);
      return said === undefined ? undefined : { from: caller, to: callee, call: said };
    });
    if (remembered > MOST_REMEMBERED) {
      ways.clear();
      remembered = 0;
      ways.set(kind, (ofKind = answers()));
      here = ofKind.in(environment);
    }
    remembered += answer.size;
    here.set(service, { from, to, answer });
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

  let notes: Asked | undefined;
  const noted = <T>(what: string | Ways, answer: T): T => {
    notes?.add(what);
    return answer;
  };
  return {
    edges,
    call: (from, to, environment, at) => noted(from, call(from, to, environment, at)),
    reached: (service, depth, way, environment, at) => {
      const answer = reached(service, depth, way, environment, at);
      return noted(answer, answer);
    },
    callees: (service, environment, at) => noted(service, near(out, 'to', service, environment, at).answer),
    callers: (service, environment, at) => noted(service, near(into, 'from', service, environment, at).answer),
    noting: (asked) => {
      notes = asked;
    },
  };
};

interface Step {
  readonly from: string;
  readonly confidence: number;
}

/** Breadth first; of ways of one length the one trusted most. `steps` tells whom one reaches, `said` what is known of one of the calls. */
const spread = (
  start: string, depth: number, steps: (of: string, take: (name: string, confidence: number) => void) => void, said: (a: string, b: string) => Trust['weakest'],
): Map<string, Reached> => {
  const found = new Map<string, Reached>([[start, { path: [start], trust: WHOLE }]]);
  let frontier = [start];
  for (let hop = 0; hop < depth && frontier.length > 0; hop++) {
    const further = new Map<string, Step>();
    for (const from of frontier) {
      const before = found.get(from)?.trust.confidence ?? 0;
      steps(from, (name, call) => {
        if (found.has(name)) return;
        const confidence = call * before;
        if (confidence > (further.get(name)?.confidence ?? -1)) further.set(name, { from, confidence });
      });
    }
    frontier = [...further.keys()].sort(compareText);
    for (const name of frontier) {
      const { from, confidence } = further.get(name) as Step;
      const before = found.get(from) as Reached;
      found.set(name, { path: [...before.path, name], trust: confidence === 1 ? WHOLE : { confidence: round(confidence), weakest: weaker(before.trust.weakest, said(from, name)) } });
    }
  }
  return found;
};

export const weaker = (a: Trust['weakest'], b: Trust['weakest']): Trust['weakest'] => (a === undefined || (b !== undefined && b.call.confidence < a.call.confidence) ? b : a);
