import { startClickHouseLocal, type ClickHouseLocal } from '@culprit/clickhouse/testing';
import { freePorts, startKafka, type KafkaOptions, type LocalKafka } from '@culprit/kafka/testing';
import { ask } from '@culprit/runner/testing';
import { startService, type Part, type ServiceProcess } from './service-process.js';

export const targets = ['projector', 'correlator', 'query-api', 'collector-k8s', 'collector-webhooks'] as const;
export type Target = (typeof targets)[number];
type Variables = Readonly<Record<string, string>>;

export interface StackOptions {
  /** How many of each; default one. */
  readonly services?: Partial<Record<Target, number>>;
  readonly kafka?: KafkaOptions;
  /** Further variables of every service of a target. */
  readonly variables?: Partial<Record<Target, Variables>>;
}

/** A whole Culprit on real Kafka and the ClickHouse front, each service in processes of its own. */
export interface Stack {
  readonly kafka: LocalKafka;
  readonly clickhouse: ClickHouseLocal;
  readonly services: Readonly<Record<Target, readonly ServiceProcess[]>>;
  /** The first of each, with Kafka (`kafka`) and the ClickHouse front (`clickhouse`). */
  part(name: Target | 'kafka' | 'clickhouse'): Part;
  /** Begins the addresses of each query-api. */
  readonly apiUrls: readonly string[];
  /** Begins the addresses of each collector-webhooks. */
  readonly hookUrls: readonly string[];
  /** What makes a process see this Kafka and this ClickHouse. */
  readonly world: Variables;
  /** Asks a query-api (the first, unless `at` says which); rejects when it answers with an error. */
  graphql<T>(query: string, variables?: Readonly<Record<string, unknown>>, at?: number): Promise<T>;
  /** The last of what every service wrote. */
  output(): string;
  /** Ends everything and removes its files. */
  stop(): Promise<void>;
}

export const startStack = async ({ services: counts = {}, kafka: kafkaOptions, variables = {} }: StackOptions = {}): Promise<Stack> => {
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    started.push(one);
    return one;
  };
  const stop = async (): Promise<void> => {
    // The services first: without what they stand on, a stop has to wait.
    const failed: unknown[] = [];
    const [clickhouse, kafka, ...services] = ends();
    await Promise.all(services.map((end) => end().catch((error: unknown) => failed.push(error))));
    for (const end of [clickhouse, kafka]) await end?.().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, 'the stack did not end cleanly');
  };
  const ends = () => [...started.filter((one) => !isService(one)), ...started.filter(isService)].map((one) => () => (isService(one) ? one.kill() : one.stop()));

  try {
    const [kafka, clickhouse] = await both(startKafka(kafkaOptions).then(keep), startClickHouseLocal().then(keep));
    const world = { EVENT_LOG: 'kafka', KAFKA_BROKERS: kafka.brokers.join(','), READ_STORE: 'clickhouse', CLICKHOUSE_URL: clickhouse.url };
    const wanted = targets.flatMap((target) => Array.from({ length: counts[target] ?? 1 }, (_, at) => ({ target, name: `${target}-${at + 1}` })));
    const ports = await freePorts(wanted.length * 2);
    const placed = wanted.map((one, at) => ({ ...one, admin: ports[at * 2] ?? 0, port: ports[at * 2 + 1] ?? 0 }));
    const running = await Promise.all(placed.map(async ({ target, name, admin, port }) => {
      const service = await startService(name, admin, { ...world, ...portOf(target, port), ...variables[target], TARGET: target });
      return { target, port, service: keep(service) };
    }));
    const of = (target: Target) => running.filter((one) => one.target === target);
    const urls = (target: Target) => of(target).map(({ port }) => `http://127.0.0.1:${port}`);
    const services = Object.fromEntries(targets.map((target) => [target, of(target).map(({ service }) => service)])) as Record<Target, ServiceProcess[]>;
    const apiUrls = urls('query-api');
    const parts: Record<string, Part> = {
      ...Object.fromEntries(targets.flatMap((target) => services[target].slice(0, 1).map((service) => [target, service]))),
      kafka: { name: 'kafka', kill: kafka.kill, pause: kafka.pause, resume: kafka.resume, restart: kafka.restart, stop: kafka.stop },
      clickhouse: {
        name: 'clickhouse', kill: clickhouse.kill, restart: clickhouse.restart, stop: clickhouse.stop,
        pause: () => void process.kill(clickhouse.pid, 'SIGSTOP'), resume: () => void process.kill(clickhouse.pid, 'SIGCONT'),
      },
    };
    return {
      kafka, clickhouse, services, apiUrls, hookUrls: urls('collector-webhooks'), world, stop,
      part: (name) => {
        const part = parts[name];
        if (part === undefined) throw new Error(`there is no ${name} in this stack`);
        return part;
      },
      graphql: (query, values = {}, at = 0) => ask({ url: apiUrls[at] ?? '' }, query, values),
      output: () => running.map(({ service }) => `--- ${service.name}\n${service.output()}`).join('\n'),
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
