import type { Graph } from '../catalog/graph.js';
import type { Near } from './membership.js';

/** At most so many calls away, either way, or itself. One episode is held against everything that runs: its ways are looked up once. */
export const nearIn = (graph: Graph, hops: number, environment: string): Near => {
  let asked: { service: string; at: string; ways: readonly ReturnType<Graph['reached']>[] } | undefined;
  return (service, other, at) => {
    if (service === other) return true;
    if (asked?.service !== service || asked.at !== at) {
      asked = { service, at, ways: (['callees', 'callers'] as const).map((way) => graph.reached(service, hops, way, environment, at)) };
    }
    for (const way of asked.ways) if (way.has(other)) return true;
    return false;
  };
};
