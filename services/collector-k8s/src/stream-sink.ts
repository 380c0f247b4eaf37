import type { Clock, Logger, Metrics } from '@culprit/ports';
import { ApiFailure } from './api/api.js';
import type { Keeper, Sighting } from './keeper.js';
import type { Seen, WatchedKind } from './kinds/kind.js';
import type { Redactor } from './redact/redactor.js';
import type { Scene } from './scene.js';
import type { Shard } from './shard.js';
import type { Sight } from './report/sight.js';
import type { Sink } from './watch/list-watch.js';
import { blindReason } from './watch/reason.js';
import { Silent } from './watch/watchdog.js';

export interface StreamParts {
  /** Names the stream among those of its cluster. */
  readonly name: string;
  readonly kind: WatchedKind;
  readonly cluster: string;
  readonly shard: Shard;
  readonly scene: Scene;
  /** The one namespace of this stream; undefined: all. */
  readonly namespace: string | undefined;
  readonly server: () => string;
  readonly keeper: Keeper;
  readonly sight: Sight;
  readonly redactor: Redactor;
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Says what is due after something was handled; within the turn. */
  readonly say: () => Promise<void>;
  /** The first answer: listed, refused, or nothing there. */
  readonly onAnswer: (how: 'listed' | 'absent' | 'refused') => void;
  /** Coverage has changed: blind, or seeing again. */
  readonly onSight: () => void;
  /** Something may have to be said later. */
  readonly onHandled: () => void;
}

const resourceOf = ({ served: [{ group, plural }] }: WatchedKind): string => (group === '' ? plural : `${plural}.${group}`);

/** Joins a list/watch loop to the keeper: projects in the line handler, so that nothing of a raw object outlives it. */
export const streamSink = (parts: StreamParts): Sink => {
  const { name, kind, cluster, shard, scene, namespace, keeper, sight, redactor, turn, clock, logger } = parts;
  const events = parts.metrics.counter('culprit_k8s_events_total', 'Watch events by type.', ['cluster', 'kind', 'type']);
  const bad = parts.metrics.counter('culprit_k8s_unreadable_objects_total', 'Objects that were left out because they are not what their kind promises.', ['cluster', 'kind']);
  const restarts = parts.metrics.counter('culprit_k8s_watch_failures_total', 'Lists and watches that failed and were begun again.', ['cluster', 'kind']);
  const labels = { cluster, kind: kind.name };
  let uids = new Set<string>();
  let since: string | undefined;
  let proven: string | undefined;
  let isAbsent = false;
  /** Of other shards' namespaces: what has left a trace in the scene. */
  const foreign = new Map<string, Pick<Seen, 'uid' | 'namespace' | 'name'>>();
  /** Not in a list that is younger than where the watch goes on: their end may be among what it has still to bring. */
  let doubtful: { readonly uids: readonly string[]; readonly since: string | undefined; readonly until: string } | undefined;

  const project = (object: unknown, isKnown = keeper.isKnown): Seen | undefined => {
    try {
      return kind.project(object, { cluster, redactor, isKnown });
    } catch (error) {
      // the reason names fields, never values: a ZodError's message could quote what the object holds
      bad.add(1, labels);
      logger.warn('An object is not what its kind promises; it is left out.', { ...labels, error: error instanceof Error ? error.name : 'unknown' });
      return undefined;
    }
  };
  /** Another shard tells of it; what ours are told by is known all the same. */
  const passBy = (object: unknown, deleted: boolean): void => {
    if (kind.seenAcross !== true) return;
    const seen = project(object, () => true);
    if (seen === undefined) return;
    if (deleted) {
      foreign.delete(seen.uid);
      scene.passed(kind.name, seen);
    } else {
      foreign.set(seen.uid, { uid: seen.uid, namespace: seen.namespace, name: seen.name });
      scene.pass(kind, seen);
    }
  };
  const sighted = (object: unknown, deleted: boolean): Sighting[] => {
    if (!shard.mine(textIn(object, 'namespace'))) {
      passBy(object, deleted);
      return [];
    }
    const seen = project(object);
    return seen === undefined ? [] : [{ seen, deleted }];
  };
  const seesAgain = (): void => {
    sight.refuse(name, false);
    if (!sight.found(name, clock.now())) return;
    logger.info('The cluster is seen again.', { ...labels, namespace });
    parts.onSight();
  };

  return {
    listing: (upTo) => {
      uids = new Set();
      proven = upTo;
      since = keeper.lastLook(name);
    },
    page: async (items) => {
      const sightings = items.flatMap((item) => sighted(item, false));
      for (const { seen } of sightings) uids.add(seen.uid);
      // an object that we cannot read is there all the same
      for (const item of items) uids.add(textIn(item, 'uid'));
      const shown = sightings.filter(({ seen }) => !isYounger(seen.resourceVersion, proven));
      await turn(async () => {
        await keeper.listed(shown, since);
        await parts.say();
      });
      parts.onHandled();
    },
    listed: async (version) => {
      isAbsent = false;
      await turn(async () => {
        const absent = keeper.absent(uids, namespace);
        doubtful = isYounger(version, proven) && absent.length > 0 ? { uids: absent, since, until: version } : undefined;
        if (doubtful === undefined) await keeper.missing(absent, since);
        keeper.seenNow(name);
        for (const [uid, seen] of [...foreign]) {
          if (uids.has(uid)) continue;
          foreign.delete(uid);
          scene.passed(kind.name, seen);
        }
        sight.reconciled(clock.now());
        sight.refuse(name, false);
        sight.found(name, clock.now());
        parts.onAnswer('listed');
        await parts.say();
      });
      parts.onSight();
      parts.onHandled();
      logger.info('Listed the cluster.', { ...labels, namespace, objects: uids.size });
      uids = new Set();
    },
    skim: (line) => kind.skim?.(line, keeper.leftTrace),
    events: async (batch, passed) => {
      for (const { type } of batch) events.add(1, { ...labels, type });
      if (passed > 0) events.add(passed, { ...labels, type: 'MODIFIED' });
      sight.event(clock.now());
      if (batch.length === 0) return;
      const sightings = batch.flatMap(({ type, object }) => sighted(object, type === 'DELETED'));
      await turn(async () => {
        await keeper.live(sightings);
        await parts.say();
      });
      parts.onHandled();
    },
    connected: seesAgain,
    alive: async (version) => {
      keeper.seenNow(name);
      if (doubtful === undefined || isYounger(doubtful.until, version)) return;
      const { uids: absent, since: before } = doubtful;
      doubtful = undefined;
      await turn(async () => {
        await keeper.missing(absent, before);
        await parts.say();
      });
    },
    absent: () => {
      sight.nothing(name, clock.now());
      parts.onAnswer('absent');
      if (isAbsent) return;
      isAbsent = true;
      logger.info('The cluster does not have this kind; it is looked for now and then.', { ...labels, resource: resourceOf(kind) });
    },
    lost: (error) => {
      restarts.add(1, labels);
      const isRefused = error instanceof ApiFailure && error.status === 403;
      sight.refuse(name, isRefused);
      if (isRefused) parts.onAnswer('refused');
      const reason = blindReason(error, resourceOf(kind), parts.server());
      // a silent stream has shown nothing since its last sign of life, any other was alive until it broke
      const from = error instanceof Silent ? keeper.lastLook(name) : undefined;
      if (!sight.lost(name, from === undefined ? clock.now() : Date.parse(from), reason)) return;
      logger.warn(reason, { ...labels, namespace });
      parts.onSight();
    },
  };
};

const NUMBER = /^\d{1,15}$/;
/** Resource versions are numbers that grow; where they are not, everything in a list counts. */
const isYounger = (version: string, than: string | undefined): boolean => than !== undefined && NUMBER.test(version) && NUMBER.test(than) && Number(version) > Number(than);

const textIn = (item: unknown, field: 'uid' | 'namespace'): string => {
  const metadata = typeof item === 'object' && item !== null && 'metadata' in item ? (item.metadata as Readonly<Record<string, unknown>> | null) : undefined;
  const text = typeof metadata === 'object' ? metadata?.[field] : undefined;
  return typeof text === 'string' ? text : '';
};
