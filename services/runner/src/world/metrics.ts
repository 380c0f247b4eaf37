import type { Metrics } from '@culprit/ports';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Measured {
  readonly metrics: Metrics;
  readonly registry: Registry;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How often the event loop is looked at, ms: the default of 10 would wake an idle process a hundred times a second to measure its own idleness. */
const LOOK_EVERY = 500;

/** Node measures from look to look, and prom-client passes that on. Late is only what goes beyond the interval. */
const countLatenessAlone = (registry: Registry): void => {
  for (const which of ['min', 'max', 'mean', 'p50', 'p90', 'p99']) {
    const gauge = registry.getSingleMetric(`nodejs_eventloop_lag_${which}_seconds`) as Gauge;
    const set = gauge.set.bind(gauge) as (labels: object, seconds: number) => void;
    gauge.set = (labels: object | number, seconds?: number) => set(labels as object, Math.max(0, (seconds ?? 0) - LOOK_EVERY / 1000));
  }
};

/** The Metrics port on a Prometheus registry of this process. */
export const openMetrics = (): Measured => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_EVERY });
  countLatenessAlone(registry);
  const known = new Map<string, Counter | Gauge | Histogram>();
  const instrument = <T extends Counter | Gauge | Histogram>(name: string, kind: abstract new (...args: never[]) => T, make: () => T): T => {
    const there = known.get(name);
    if (there instanceof kind) return there;
    if (there !== undefined) throw new Error(`the metric ${name} is already an instrument of another kind`);
    const made = make();
    known.set(name, made);
    return made;
  };
  const metrics: Metrics = {
    counter: (name, help, labelNames = []) => {
      const counter = instrument(name, Counter, () => new Counter({ name, help, labelNames, registers: [registry] }));
      return { add: (by = 1, labels = {}) => counter.inc(labels, by) };
    },
    gauge: (name, help, labelNames = []) => {
      const gauge = instrument(name, Gauge, () => new Gauge({ name, help, labelNames, registers: [registry] }));
      return { set: (value, labels = {}) => gauge.set(labels, value) };
    },
    histogram: (name, help, labelNames = [], buckets = seconds) => {
      const histogram = instrument(name, Histogram, () => new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [registry] }));
      return { observe: (value, labels = {}) => histogram.observe(labels, value) };
    },
  };
  return { metrics, registry };
};
