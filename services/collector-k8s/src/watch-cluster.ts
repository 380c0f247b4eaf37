import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type Alert } from '@culprit/domain';
import { eventRecord, type World } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import type { KubeApi } from './api/api.js';
import type { Managers } from './change/actor.js';
import type { Config } from './config.js';
import type { WatchedKind } from './kinds/kind.js';
import type { Places } from './places.js';
import type { Redactor } from './redact/redactor.js';
import { Edges } from './report/edges.js';
import { startReports } from './report/reports.js';
import { Sight } from './report/sight.js';
import { Scene } from './scene.js';
import { appendSurely, type LogHealth } from './state/append.js';
import type { Memory } from './state/read.js';
import { instanceOf } from './shard.js';
import { alertRecord, forgetAlertRecord, markerRecord } from './state/records.js';
import { createTurn } from './turn.js';
import { watchKind, type Answered, type Around, type KindWatch } from './watch-kind.js';
import type { LoopSettings } from './watch/list-watch.js';

/** The topics that the collector writes. */
export const written = [topics.k8sState, topics.changes, topics.alerts, topics.dependencies, topics.catalog, topics.coverage];

export interface ClusterOptions {
  readonly kinds: readonly WatchedKind[];
  readonly api: KubeApi;
  readonly memory: Memory;
  readonly world: Pick<World, 'log' | 'clock' | 'logger' | 'metrics'>;
  readonly config: Config;
  readonly places: Places;
  readonly settings: LoopSettings;
  readonly redactor: Redactor;
  readonly managers: Managers;
  readonly logHealth: LogHealth;
  /** Ends the watching. */
  readonly watching: AbortSignal;
  /** Ends the waiting for the log, after what is under way has been given its time. */
  readonly appending: AbortSignal;
}

export interface ClusterWatch {
  /** Why it sees nothing now; undefined while it sees. */
  blind(): string | undefined;
  objects(): number;
  /** Resolves when `watching` has aborted and what was under way is done. */
  readonly done: Promise<void>;
}

/** The kind under which the cluster's own marker stands: its gaps. */
const CLUSTER = 'cluster of';
/** A kind that does not answer holds the next one up no longer. */
const FIRST_ANSWER_MS = 5000;
const NOT_LISTED = 'The cluster has not been listed yet.';

/** Takes up a cluster where its last run left it, and watches all its kinds. */
export const watchCluster = async (options: ClusterOptions): Promise<ClusterWatch> => {
  const { memory, config, places, watching } = options;
  const { log, clock, logger } = options.world;
  const { cluster, environment, environmentOf, shard } = places;
  const instance = instanceOf(cluster, shard.index);
  const append = (records: readonly NewRecord[]) => appendSurely(log, records, options.logHealth, logger, options.appending);
  const inEnvironment = (namespace: string): string => (namespace === '' ? environment : environmentOf(namespace));

  const sight = new Sight(clock.now(), memory.gaps);
  const turn = createTurn();
  const scene = new Scene({ ...places, environmentOf: inEnvironment }, config.COLLECTOR_K8S_HOLD_SECONDS * 1000, { services: memory.services, alerts: memory.alerts.filter(({ status }) => status === 'firing') });
  const edges = new Edges({ instance, mine: shard.mine, environmentOf: inEnvironment, serviceOf: (entity) => scene.board.serviceOf(entity) }, memory.dependencies);
  let settled = false;

  /** An alert stands in the state before it is said, and until its end has been. */
  const sayAlerts = async (alerts: readonly Alert[]): Promise<void> => {
    await append(alerts.map((alert) => alertRecord(cluster, alert)));
    await append(alerts.map((event) => eventRecord({ kind: 'alert', event })));
    await append(alerts.filter(({ status }) => status === 'resolved').map((alert) => forgetAlertRecord(cluster, alert)));
  };
  await sayAlerts(memory.alerts);

  const say = async (): Promise<void> => {
    const now = clock.now();
    await append(scene.board.take(now).map((event) => eventRecord({ kind: 'service', event })));
    const alerts = scene.tracker.take(now);
    if (alerts.length > 0) await sayAlerts(alerts);
    if (settled) await append(edges.take(scene.relations, now).map((event) => eventRecord({ kind: 'dependency', event })));
  };
  const nextAt = (): number | undefined => {
    const times = [scene.board.nextAt(), scene.tracker.nextAt(), settled ? edges.nextAt(scene.relations) : undefined].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  };

  let watches: KindWatch[] = [];
  const mark = async (): Promise<void> => {
    await append([...watches.flatMap((watch) => watch.marker() ?? []), markerRecord({ cluster, kind: CLUSTER, seenUntil: new Date(clock.now()).toISOString(), positions: [], gaps: sight.gaps(clock.now()), shard: shard.index, shards: shard.count })]);
  };
  const reports = startReports({
    everyMs: config.COLLECTOR_K8S_COVERAGE_SECONDS * 1000,
    clock,
    nextAt,
    say: () => turn(say),
    report: () =>
      turn(async () => {
        await append([eventRecord({ kind: 'coverage', event: sight.coverage(instance, environment, clock.now()) })]);
        await mark();
      }),
    failed: (error) => {
      if (!options.appending.aborted) logger.error('A report of the collector failed.', { cluster, reason: error instanceof Error ? error.message : String(error) });
    },
  });

  const around: Around = {
    api: options.api, world: options.world, places: { ...places, environmentOf: inEnvironment }, namespaces: config.COLLECTOR_K8S_NAMESPACES, settings: options.settings, redactor: options.redactor,
    managers: options.managers, scene, sight, turn, append, say, onSight: reports.soon, onHandled: reports.wake, watching,
  };
  // what stands in no namespace tells nothing of ours that the first shard does not say
  const kinds = options.kinds.filter(({ namespaced }) => namespaced || shard.index === 0);
  try {
    watches = await Promise.all(kinds.map((kind) => watchKind(kind, memory.kind(kind.name), around)));
  } catch (error) {
    reports.stop();
    throw error;
  }

  const running: Promise<void>[] = [];
  /** One kind after the other: who a change is told of is known by the kinds before it. */
  const startAll = async (): Promise<void> => {
    const answers: Promise<Answered>[] = [];
    for (const watch of watches) {
      if (watching.aborted) break;
      const { answered, done } = watch.start();
      running.push(done);
      answers.push(answered);
      await Promise.race([answered, sleep(FIRST_ANSWER_MS, undefined, { signal: watching, ref: false })]).catch(() => undefined);
    }
    settled = true;
    // what has not answered may hide half of a service, but not keep the rest of them from being said
    scene.board.settle(false);
    await turn(say);
    reports.wake();
    const all = await Promise.race([Promise.all(answers), aborted(watching)]);
    if (all === undefined) return;
    scene.tracker.settle(clock.now());
    scene.board.settle(!all.includes('refused'));
    await turn(say);
    // what shards said that are no more is ours to say now, and has been
    await turn(() => append(memory.left(clock.now())));
    reports.wake();
  };
  const run = async (): Promise<void> => {
    try {
      await startAll();
      await aborted(watching);
      await Promise.all(running);
    } finally {
      reports.stop();
    }
    await turn(mark);
  };
  const streams = watches.reduce((sum, watch) => sum + watch.streams.length, 0);
  return {
    blind: () => sight.reason(streams) ?? (settled ? undefined : NOT_LISTED),
    objects: () => watches.reduce((sum, watch) => sum + watch.objects(), 0),
    done: run(),
  };
};

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
