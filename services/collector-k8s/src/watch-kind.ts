import { eventRecord, type World } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import type { KubeApi } from './api/api.js';
import type { Config } from './config.js';
import { Keeper } from './keeper.js';
import type { WatchedKind } from './kinds/kind.js';
import type { Places } from './places.js';
import { REDACTION_RULES, type Redactor } from './redact/redactor.js';
import { Board } from './report/board.js';
import { startReports } from './report/reports.js';
import { Sight } from './report/sight.js';
import { appendSurely, type LogHealth } from './state/append.js';
import type { Remembered } from './state/read.js';
import { streamSink } from './stream-sink.js';
import { createTurn } from './turn.js';
import { listWatch, type LoopSettings } from './watch/list-watch.js';

export interface WatchKindOptions {
  readonly kind: WatchedKind;
  readonly api: KubeApi;
  readonly remembered: Remembered;
  readonly world: Pick<World, 'log' | 'clock' | 'logger' | 'metrics'>;
  readonly config: Config;
  readonly places: Places;
  readonly settings: LoopSettings;
  readonly redactor: Redactor;
  readonly logHealth: LogHealth;
  /** Ends the watching. */
  readonly watching: AbortSignal;
  /** Ends the waiting for the log, after what is under way has been given its time. */
  readonly appending: AbortSignal;
}

export interface KindWatch {
  /** Why it sees nothing now; undefined while it sees. */
  blind(): string | undefined;
  objects(): number;
  /** Resolves when `watching` has aborted and what was under way is done. */
  readonly done: Promise<void>;
}

/** Takes up one kind of one cluster where its last run left it, and watches it. */
export const watchKind = async (options: WatchKindOptions): Promise<KindWatch> => {
  const { kind, api, remembered, config, places, settings, redactor, watching } = options;
  const { log, clock, logger, metrics } = options.world;
  const { cluster, environment, environmentOf } = places;
  const namespaces = config.COLLECTOR_K8S_NAMESPACES.length === 0 ? [undefined] : config.COLLECTOR_K8S_NAMESPACES;
  const streams = namespaces.map((namespace) => ({ namespace, name: `${kind.name} ${namespace ?? '*'}` }));

  const told = metrics.counter('culprit_k8s_changes_total', 'Change statements appended.', ['cluster', 'kind', 'phase']);
  const append = (records: readonly NewRecord[]) => appendSurely(log, records, options.logHealth, logger, options.appending);
  const board = new Board(cluster, environmentOf, remembered.services);
  const sight = new Sight(remembered.marker?.gaps);
  const turn = createTurn();
  const keeper = new Keeper(
    {
      cluster, environmentOf, kind: kind.name, streams: streams.map((stream) => stream.name), keyId: redactor.keyId, rules: REDACTION_RULES, clock, board, append,
      onChange: ({ phase }) => told.add(1, { cluster, kind: kind.name, phase }),
    },
    remembered,
  );
  await keeper.resend(remembered.unsent);

  const seenUntil = remembered.marker?.seenUntil;
  for (const { name } of streams) {
    if (seenUntil === undefined) sight.awaiting(name, clock.now(), 'The cluster has not been listed yet.');
    else sight.lost(name, Date.parse(seenUntil), 'The collector was not running.');
  }
  const mark = () => keeper.mark(sight.gaps(clock.now()));
  const reports = startReports({
    everyMs: config.COLLECTOR_K8S_COVERAGE_SECONDS * 1000,
    clock,
    nextAt: () => board.nextAt(),
    say: () => turn(() => keeper.say()),
    report: () =>
      turn(async () => {
        await append([eventRecord({ kind: 'coverage', event: sight.coverage(cluster, environment, clock.now()) })]);
        await mark();
      }),
    failed: (error) => {
      if (!options.appending.aborted) logger.error('A report of the collector failed.', { cluster, reason: error instanceof Error ? error.message : String(error) });
    },
  });

  const loops = streams.map(({ namespace, name }) => {
    const sink = streamSink({ name, kind, cluster, namespace, server: () => api.server, keeper, sight, redactor, turn, clock, logger, metrics, onSight: reports.soon, onHandled: reports.wake });
    return listWatch(api, kind.path(namespace), settings, clock, watching, sink);
  });
  const drain = async (): Promise<void> => {
    reports.stop();
    await turn(mark);
  };
  return { blind: () => sight.reason(), objects: () => keeper.size, done: Promise.all(loops).then(drain) };
};
