import type { Graph } from '../catalog/graph.js';
import { withCalls } from '../catalog/told-calls.js';
import type { Near } from './membership.js';

/** At most so many calls away, either way, or itself. One episode is held against everything that runs: its ways are looked up once. */
export const nearIn = (graph: Graph, hops: number, environment: string): Near => {
  let asked: { service: string; at: string; ways: readonly ReturnType<Graph['reached']>[] } | undefined;
  const waysOf = (of: Graph, service: string, at: string): readonly ReturnType<Graph['reached']>[] => (['callees', 'callers'] as const).map((way) => of.reached(service, hops, way, environment, at));
  return (service, other, at, told = []) => {
    if (service === other) return true;
    if (told.length > 0) return waysOf(withCalls(graph, told), service, at).some((way) => way.has(other));
    if (asked?.service !== service || asked.at !== at) {
      asked = { service, at, ways: waysOf(graph, service, at) };
    }
    for (const way of asked.ways) if (way.has(other)) return true;
    return false;
  };
};
