import type { Reached } from '../catalog/graph.js';
import { compareText } from '../events/canonical.js';
import type { DeeperOf } from '../scoring/scales.js';
import type { Deeper } from '../scoring/signal.js';
import { type Around, hasMessages } from './explained.js';

const NOTHING: readonly Deeper[] = [];

/**
 * Of any service those of these that it calls, as of an instant, within the calls that are followed: nearest first, then by name. Who only sends
 * messages is where the trouble of who reads them comes from, not the other way.
 */
export const deeperOf = (services: readonly string[], { graph, environment, rules: { candidates } }: Around, at: string): DeeperOf => {
  const sends = (from: string, to: string): boolean => graph.call(from, to, environment, at)?.kinds.every((kind) => kind === 'messaging') === true;
  const isCalled = (path: readonly string[]): boolean => !hasMessages(graph) || path.slice(1).every((from, i) => !sends(from, path[i] ?? ''));
  const byCaller = new Map<string, { readonly service: string; readonly way: Reached }[]>();
  for (const service of [...services].sort(compareText)) {
    for (const [caller, way] of graph.reached(service, candidates.hops, 'callers', environment, at)) {
      if (way.path.length > 1) void (byCaller.get(caller)?.push({ service, way }) ?? byCaller.set(caller, [{ service, way }]));
    }
  }
  const told = new Map<string, readonly Deeper[]>();
  const tell = (asked: string): readonly Deeper[] => {
    const called = (byCaller.get(asked) ?? []).filter(({ way }) => isCalled(way.path));
    // they are in the order of their names
    return called.map(({ service, way: { path, trust } }) => ({ service, calls: path.length - 1, confidence: trust.confidence })).sort((a, b) => a.calls - b.calls);
  };
  return (asked) => {
    if (!byCaller.has(asked)) return NOTHING;
    const known = told.get(asked) ?? tell(asked);
    told.set(asked, known);
    return known;
  };
};
