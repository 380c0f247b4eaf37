import type { Change } from '@culprit/domain';
import type { NewRecord, Position } from '@culprit/ports';
import type { World } from '@culprit/nest';
import { METADATA_ONLY, type KubeApi } from './api/api.js';
import type { Managers } from './change/actor.js';
import { Keeper, type KeeperOptions } from './keeper.js';
import type { Served, WatchedKind } from './kinds/kind.js';
import { onNode } from './on-node.js';
import type { Places } from './places.js';
import { REDACTION_RULES, type Redactor } from './redact/redactor.js';
import type { Sight } from './report/sight.js';
import type { Scene } from './scene.js';
import type { Remembered } from './state/read.js';
import { streamSink } from './stream-sink.js';
import { listWatch, type LoopSettings, type Target } from './watch/list-watch.js';

/** So long after it was changed a node mostly runs what it ran then. */
const RECENT_MS = 300_000;

/** What all kinds of one cluster share. */
export interface Around {
  readonly api: KubeApi;
  readonly world: Pick<World, 'clock' | 'logger' | 'metrics'>;
  readonly places: Places;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly settings: LoopSettings;
  readonly redactor: Redactor;
  readonly managers: Managers;
  readonly scene: Scene;
  readonly sight: Sight;
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly append: (records: readonly NewRecord[]) => Promise<Position[]>;
  readonly say: () => Promise<void>;
  readonly onSight: () => void;
  readonly onHandled: () => void;
  /** Ends the watching. */
  readonly watching: AbortSignal;
}

export type Answered = 'listed' | 'absent' | 'refused';

export interface KindWatch {
  readonly kind: WatchedKind;
  readonly streams: readonly string[];
  objects(): number;
  /** How far it is. */
  marker(): NewRecord | undefined;
  /** Begins to watch. `answered` resolves with the worst of the streams' first answers, `done` when `watching` has aborted. */
  start(): { readonly answered: Promise<Answered>; readonly done: Promise<void> };
}

export const pathOf = ({ group, version, plural }: Served, namespace: string | undefined): string =>
  `/${group === '' ? 'api' : `apis/${group}`}/${version}/${namespace === undefined ? '' : `namespaces/${encodeURIComponent(namespace)}/`}${plural}`;

const targetOf = (kind: WatchedKind, namespace: string | undefined): Target => {
  const [first, ...others] = kind.served;
  return {
    paths: [pathOf(first, namespace), ...others.map((each) => pathOf(each, namespace))],
    ...(kind.query === undefined ? {} : { query: kind.query }),
    ...(kind.metadataOnly === true ? METADATA_ONLY : {}),
  };
};

const worst = (answers: readonly Answered[]): Answered => (answers.includes('refused') ? 'refused' : answers.includes('listed') ? 'listed' : 'absent');

/** Takes up one kind of one cluster where its last run left it. */
export const watchKind = async (kind: WatchedKind, remembered: Remembered, around: Around): Promise<KindWatch> => {
  const { api, places, settings, redactor, scene, sight, turn, watching } = around;
  const { clock, logger, metrics } = around.world;
  const { cluster, environmentOf, shard } = places;
  const namespaces = !kind.namespaced || around.namespaces.length === 0 ? [undefined] : around.namespaces;
  const streams = namespaces.map((namespace) => ({ namespace, name: `${kind.name} ${namespace ?? '*'}` }));

  const ask = onNode({ api, namespaces: around.namespaces, environmentOf, board: scene.board, pageSize: settings.pageSize, silentMs: settings.silentMs });
  const running: KeeperOptions['running'] = async (name, { occurredAt, observedAt, environment = '' }, late) => {
    // what ran there when it was changed long ago nobody knows any more
    if (Date.parse(observedAt) - Date.parse(occurredAt) > RECENT_MS) return undefined;
    try {
      return await ask(name, environment, AbortSignal.any([watching, late]));
    } catch (error) {
      logger.warn('What runs on a node could not be asked; its change is told of the whole cluster.', { cluster, node: name, reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const told = metrics.counter('culprit_k8s_changes_total', 'Change statements appended.', ['cluster', 'kind', 'phase']);
  const onChange = ({ phase }: Change): void => told.add(1, { cluster, kind: kind.name, phase });
  const keeper = new Keeper(
    { cluster, environmentOf, kind, shard, streams: streams.map((stream) => stream.name), keyId: redactor.keyId, rules: REDACTION_RULES, managers: around.managers, clock, scene, append: around.append, onChange, ...(kind.carriesPods === true ? { running } : {}) },
    remembered,
  );
  await keeper.resend(remembered.unsent);
  const seenUntil = remembered.marker?.seenUntil;
  if (seenUntil !== undefined) sight.reconciled(Date.parse(seenUntil));
  for (const { name } of streams) {
    if (seenUntil === undefined) sight.awaiting(name, clock.now(), 'The cluster has not been listed yet.');
    else sight.lost(name, Date.parse(seenUntil), 'The collector was not running.');
  }

  const start: KindWatch['start'] = () => {
    const begun = streams.map(({ namespace, name }) => {
      let onAnswer: (how: Answered) => void = () => undefined;
      const answer = new Promise<Answered>((resolve) => void (onAnswer = resolve));
      const sink = streamSink({ name, kind, cluster, shard, scene, namespace, server: () => api.server, keeper, sight, redactor, turn, clock, logger, metrics, say: around.say, onAnswer, onSight: around.onSight, onHandled: around.onHandled });
      return { answer, done: listWatch(api, targetOf(kind, namespace), settings, clock, watching, sink) };
    });
    return { answered: Promise.all(begun.map(({ answer }) => answer)).then(worst), done: Promise.all(begun.map(({ done }) => done)).then(() => undefined) };
  };
  return { kind, streams: streams.map(({ name }) => name), objects: () => keeper.size, marker: () => keeper.marker(), start };
};
