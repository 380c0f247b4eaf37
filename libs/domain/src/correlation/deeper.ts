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
  const all = [...services].sort(compareText).map((service) => ({ service, callers: graph.reached(service, candidates.hops, 'callers', environment, at) }));
  const sends = (from: string, to: string): boolean => graph.call(from, to, environment, at)?.kinds.every((kind) => kind === 'messaging') === true;
  const isCalled = (path: readonly string[]): boolean => !hasMessages(graph) || path.slice(1).every((from, i) => !sends(from, path[i] ?? ''));
  return (asked) => {
    let found: Deeper[] | undefined;
    for (const { service, callers } of all) {
      const way = callers.get(asked);
      if (way !== undefined && way.path.length > 1 && isCalled(way.path)) (found ??= []).push({ service, calls: way.path.length - 1, confidence: way.trust.confidence });
    }
    // they are in the order of their names
    return found === undefined ? NOTHING : found.sort((a, b) => a.calls - b.calls);
  };
};
