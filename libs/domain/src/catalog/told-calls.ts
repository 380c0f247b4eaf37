import { compareText } from '../events/canonical.js';
import { type Call, type Graph, type Reached, round, type Trust, type Way, weaker, WHOLE } from './graph.js';

/** A call that an alert tells of: who made it, and whom. */
export interface ToldCall {
  readonly from: string;
  readonly to: string;
}

type Ways = ReadonlyMap<string, Reached>;

/** Who says so. */
const SOURCE = 'alert';
const MOST_REMEMBERED = 1000;

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText);
const inOrder = (calls: readonly ToldCall[]): ToldCall[] =>
  [...new Map(calls.map((call) => [JSON.stringify([call.from, call.to]), call]))].sort(([a], [b]) => compareText(a, b)).map(([, call]) => call);

const bothOf = (a: Trust, b: Trust): Trust => {
  if (a.confidence === 1 && b.confidence === 1) return WHOLE;
  return { confidence: round(a.confidence * b.confidence), weakest: weaker(a.weakest, b.weakest) };
};

const isBetter = (a: Reached, b: Reached | undefined): boolean =>
  b === undefined || a.path.length < b.path.length || (a.path.length === b.path.length && a.trust.confidence > b.trust.confidence);

/** One object for the same calls of the same graph: what is found out of a graph is kept by it, and a graph never changes. */
const remembered = new WeakMap<Graph, Map<string, Graph>>();

/**
 * The graph with calls that somebody who measures them tells of: what is known of an incident alone. They are sure, and go on from and to all that the
 * graph knows. What is asked is noted by the graph itself.
 */
export const withCalls = (graph: Graph, calls: readonly ToldCall[]): Graph => {
  if (calls.length === 0) return graph;
  const told = inOrder(calls);
  const key = JSON.stringify(told.map(({ from, to }) => [from, to]));
  let known = remembered.get(graph);
  if (known === undefined || known.size >= MOST_REMEMBERED) remembered.set(graph, (known = new Map<string, Graph>()));
  const same = known.get(key) ?? joined(graph, told);
  known.set(key, same);
  return same;
};

const joined = (graph: Graph, told: readonly ToldCall[]): Graph => {
  const forth = told.map(({ from, to }) => [from, to] as const);
  const back = told.map(({ from, to }) => [to, from] as const);
  const steps: Readonly<Record<Way, readonly (readonly [string, string])[]>> = { callees: forth, callers: back, around: [...forth, ...back] };
  /** Of this graph, not of that: who keeps something by an answer keeps it for one graph. */
  const copies = new WeakMap<Ways, Ways>();
  const copyOf = (ways: Ways): Ways => {
    const known = copies.get(ways) ?? new Map(ways);
    copies.set(ways, known);
    return known;
  };
  const near = (service: string, list: readonly string[], pairs: readonly (readonly [string, string])[]): readonly string[] => {
    const more = pairs.flatMap(([one, other]) => (one === service ? other : []));
    return more.length === 0 ? list : distinct([...list, ...more]);
  };
  return {
    edges: graph.edges,
    noting: (asked) => graph.noting(asked),
    callees: (service, environment, at) => near(service, graph.callees(service, environment, at), forth),
    callers: (service, environment, at) => near(service, graph.callers(service, environment, at), back),
    call: (from, to, environment, at): Call | undefined => {
      const known = graph.call(from, to, environment, at);
      if (!told.some((call) => call.from === from && call.to === to)) return known;
      return { confidence: 1, silentDays: 0, kinds: known?.kinds ?? ['call'], sources: distinct([...(known?.sources ?? []), SOURCE]) };
    },
    reached: (service, depth, way, environment, at) => {
      const base = graph.reached(service, depth, way, environment, at);
      let found: Map<string, Reached> | undefined;
      // until no call leads further: a way may take several of them
      for (let goesOn = true; goesOn; ) {
        goesOn = false;
        for (const [one, other] of steps[way]) {
          const there = (found ?? base).get(one);
          if (there === undefined || there.path.length > depth) continue;
          for (const [name, further] of graph.reached(other, depth - there.path.length, way, environment, at)) {
            const reached = { path: [...there.path, ...further.path], trust: bothOf(there.trust, further.trust) };
            if (!isBetter(reached, (found ?? base).get(name))) continue;
            (found ??= new Map(base)).set(name, reached);
            goesOn = true;
          }
        }
      }
      if (found === undefined) return copyOf(base);
      return new Map([...found].sort(([a, x], [b, y]) => x.path.length - y.path.length || compareText(a, b)));
    },
  };
};
