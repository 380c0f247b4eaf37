import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClickHouseLocal, type ClickHouseLocal } from '@culprit/clickhouse/testing';
import { freePorts, startKafka, type KafkaOptions, type LocalKafka } from '@culprit/kafka/testing';
import { ask } from '@culprit/runner/testing';
import { Ends, settled } from './ends.js';
import { clickhousePart, kafkaPart, type Part } from './part.js';
import { startService, type ServiceProcess } from './service-process.js';

export const targets = ['projector', 'correlator', 'query-api', 'collector-k8s', 'collector-webhooks'] as const;
export type Target = (typeof targets)[number];
export type PartName = Target | 'kafka' | 'clickhouse';
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
  /** The first of a target, or what they stand on. */
  part(name: PartName): Part;
  /** Begin the addresses of each query-api. */
  readonly apiUrls: readonly string[];
  /** Begin the addresses of each collector-webhooks. */
  readonly hookUrls: readonly string[];
  /** The variables that make a process see this Kafka and this ClickHouse. */
  readonly world: Variables;
  /** Asks a query-api (the first, unless `at` says which); rejects when it answers with an error. */
  graphql<T>(query: string, variables?: Readonly<Record<string, unknown>>, at?: number): Promise<T>;
  /** The last of what every service wrote. */
  output(): string;
  /** Ends everything and removes its files. */
  stop(): Promise<void>;
}

/** Ready when this resolves. When something does not start, all of it is ended and the reason is thrown. */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const ends = new Ends();
  try {
    return await start(options, ends);
  } catch (error) {
    await ends.all();
    throw error;
  }
};

const start = async ({ services: counts = {}, kafka: kafkaOptions, variables = {} }: StackOptions, ends: Ends): Promise<Stack> => {
  const [clickhousePort = 0] = await freePorts(1);
  const [kafka, clickhouse] = await settled([
    startKafka(kafkaOptions).then((one) => ends.keep(one, one.stop)),
    startClickHouseLocal({ port: clickhousePort }).then((one) => ends.keep(one, one.stop)),
  ]);
  const world = { EVENT_LOG: 'kafka', KAFKA_BROKERS: kafka.brokers.join(','), READ_STORE: 'clickhouse', CLICKHOUSE_URL: clickhouse.url };
  const wanted = targets.flatMap((target) => Array.from({ length: counts[target] ?? 1 }, (_, at) => ({ target, name: `${target}-${at + 1}` })));
  const ports = await freePorts(wanted.length * 2);
  const directory = await mkdtemp(join(tmpdir(), 'culprit-e2e-'));
  ends.keep(directory, () => rm(directory, { recursive: true, force: true }));
  const running = await settled(wanted.map(async ({ target, name }, at) => {
    const [admin = 0, port = 0] = ports.slice(at * 2);
    // a slow machine takes longer to answer than a person waits
    const own = { TARGET: target, DATA_DIR: join(directory, name), QUERY_API_PORT: String(port), QUERY_API_SECONDS: '60', COLLECTOR_WEBHOOKS_PORT: String(port), COLLECTOR_K8S_REDACTION_KEY: 'the same after a restart' };
    const service = await startService(name, admin, { ...world, ...own, ...variables[target] });
    return { target, url: `http://127.0.0.1:${port}`, service: ends.keep(service, service.kill) };
  }));
  const of = (target: Target) => running.filter((one) => one.target === target);
  const processes = (target: Target) => of(target).map(({ service }) => service);
  const apiUrls = of('query-api').map(({ url }) => url);
  return {
    kafka, clickhouse, apiUrls, world,
    hookUrls: of('collector-webhooks').map(({ url }) => url),
    services: {
      projector: processes('projector'), correlator: processes('correlator'), 'query-api': processes('query-api'),
      'collector-k8s': processes('collector-k8s'), 'collector-webhooks': processes('collector-webhooks'),
    },
    part: (name) => {
      if (name === 'kafka') return kafkaPart(kafka);
      if (name === 'clickhouse') return clickhousePart(clickhouse);
      const [first] = processes(name);
      if (first === undefined) throw new Error(`there is no ${name} in this stack`);
      return first;
    },
    graphql: (query, values = {}, at = 0) => ask({ url: apiUrls[at] ?? '' }, query, values),
    output: () => running.map(({ service }) => `--- ${service.name}\n${service.output()}`).join('\n'),
    stop: () => ends.all(),
  };
};
