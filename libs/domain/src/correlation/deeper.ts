import type { Reached } from '../catalog/graph.js';
import { sizeOf } from '../catalog/size.js';
import { compareText } from '../events/canonical.js';
import type { DeeperOf } from '../scoring/scales.js';
import type { Deeper } from '../scoring/signal.js';
import { type Around, hasMessages } from './explained.js';

const NOTHING: readonly Deeper[] = [];

/** What is believed, of so many services, before any is looked at: so many of these alert by themselves. */
const BELIEVED = { alerting: 0.3, of: 40 };

interface Alerting {
  readonly service: string;
  readonly callers: ReadonlyMap<string, Reached>;
}

/**
 * Of any service those of these that it calls, as of an instant, within the calls that are followed: nearest first, then by name. Who only sends
 * messages is where the trouble of who reads them comes from, not the other way. `lost`: those that only lost their traffic.
 */
export const deeperOf = (services: readonly string[], lost: ReadonlySet<string>, { graph, environment, rules: { candidates } }: Around, at: string): DeeperOf => {
  const sends = (from: string, to: string): boolean => graph.call(from, to, environment, at)?.kinds.every((kind) => kind === 'messaging') === true;
  const isCalled = (path: readonly string[]): boolean => !hasMessages(graph) || path.slice(1).every((from, i) => !sends(from, path[i] ?? ''));
  const all = [...services].sort(compareText).map((service): Alerting => ({ service, callers: graph.reached(service, candidates.hops, 'callers', environment, at) }));
  const alike = all.filter(({ service }) => !lost.has(service));
  const size = sizeOf(graph);
  const byCaller = new Map<string, { readonly alerting: Alerting; readonly way: Reached }[]>();
  for (const alerting of all) {
    for (const [caller, way] of alerting.callers) {
      if (way.path.length > 1) void (byCaller.get(caller)?.push({ alerting, way }) ?? byCaller.set(caller, [{ alerting, way }]));
    }
  }
  /** Which of those that alert alike one would explain: hundreds are asked for each of these. */
  const explainedBy = new Map<Alerting, readonly boolean[]>();
  const explainedOf = (alerting: Alerting): readonly boolean[] => {
    const known = explainedBy.get(alerting) ?? alike.map(({ service }) => service === alerting.service || alerting.callers.has(service));
    explainedBy.set(alerting, known);
    return known;
  };
  const tell = (asked: string): readonly Deeper[] => {
    const called = (byCaller.get(asked) ?? []).filter(({ way }) => isCalled(way.path));
    if (called.length === 0) return NOTHING;
    const own = graph.reached(asked, candidates.hops, 'callers', environment, at);
    const explainsItself = alike.map(({ service }) => own.has(service));
    const reach: number[] = [];
    /** How likely it is that of so many that it calls one alerts though neither is the cause: by how many alert that neither would explain. */
    const byChance = (alerting: Alerting, calls: number): number => {
      const explains = explainedOf(alerting);
      let explained = 0;
      for (let i = 0; i < alike.length; i += 1) if (explains[i] === true || explainsItself[i] === true) explained += 1;
      const odd = alike.length - explained;
      const share = (odd + BELIEVED.alerting) / (Math.max(odd, size - explained) + BELIEVED.of);
      const called = (reach[calls] ??= graph.reached(asked, calls, 'callees', environment, at).size - 1);
      return 1 - (1 - share) ** Math.max(1, called);
    };
    // they are in the order of their names
    return called
      .map(({ alerting, way: { path, trust } }): Deeper => ({ service: alerting.service, calls: path.length - 1, confidence: trust.confidence, byChance: byChance(alerting, path.length - 1) }))
      .sort((a, b) => a.calls - b.calls);
  };
  const told = new Map<string, readonly Deeper[]>();
  return (asked) => {
    if (!byCaller.has(asked)) return NOTHING;
    const known = told.get(asked) ?? tell(asked);
    told.set(asked, known);
    return known;
  };
};
