import type { Metrics } from '@culprit/ports';

/** Metrics that can be asked: `of('culprit_x_total', { provider: 'github' })` adds up what has these labels. */
export interface Counting extends Metrics {
  of(name: string, labels?: Readonly<Record<string, string>>): number;
  /** What a gauge was set to last. */
  last(name: string): number | undefined;
}

export const countingMetrics = (): Counting => {
  const all: { name: string; labels: Readonly<Record<string, string>>; value: number }[] = [];
  const put = (name: string) => (value: number, labels: Readonly<Record<string, string>> = {}) => void all.push({ name, labels, value });
  return {
    counter: (name) => ({ add: (by = 1, labels) => put(name)(by, labels) }),
    gauge: (name) => ({ set: put(name) }),
    histogram: (name) => ({ observe: (_value, labels) => put(name)(1, labels) }),
    last: (name) => all.findLast((each) => each.name === name)?.value,
    of: (name, labels = {}) =>
      all.filter((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value)).reduce((sum, { value }) => sum + value, 0),
  };
};
