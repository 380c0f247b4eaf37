/** Now, in ms since 1970. The only clock a service may ask. */
export interface Clock {
  now(): number;
}

/** Constant sentences; the facts go beside them as fields. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silentLogger };
export const systemClock: Clock = { now: () => Date.now() };

type Labels = Readonly<Record<string, string>>;

/** Prometheus-style instruments. Names start with `culprit_`; the same name twice is the same instrument. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): { add(by?: number, labels?: Labels): void };
  gauge(name: string, help: string, labels?: readonly string[]): { set(value: number, labels?: Labels): void };
  /** Seconds, unless `buckets` says otherwise. */
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): { observe(value: number, labels?: Labels): void };
}

export const noMetrics: Metrics = {
  counter: () => ({ add: () => {} }),
  gauge: () => ({ set: () => {} }),
  histogram: () => ({ observe: () => {} }),
};
