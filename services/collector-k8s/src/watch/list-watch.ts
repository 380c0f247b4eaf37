import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@culprit/ports';
import { ApiFailure, type KubeApi } from '../api/api.js';
import { pauseFor, type Backoff } from './backoff.js';
import { list, type Listing } from './list.js';
import { BrokenLine, watchOnce, type WatchEvent } from './stream.js';

/** What the loop tells; it waits for each promise before it reads on. A rejection of one is a failure like any other: it is tried again. */
export interface Sink {
  /**
   * A list begins: `page` follows, then `listed` unless the list fails. `upTo`: it proves what the watch has shown so far, and the watch goes on from
   * there; what is younger will come over the watch, write by write.
   */
  listing(upTo: string | undefined): void;
  page(items: readonly unknown[]): Promise<void>;
  /** `version`: that of the list. */
  listed(version: string): Promise<void>;
  /** The resource version of a line of the watch that can bring nothing. */
  skim(line: Buffer): string | undefined;
  /** What a watch brought; `passed`: so many more were skimmed. */
  events(events: readonly WatchEvent[], passed: number): Promise<void>;
  /** A watch is open. */
  connected(): void;
  /** Something came over the stream, if only a bookmark: the cluster is seen up to now, and to this version. */
  alive(version: string): Promise<void>;
  lost(error: Error): void;
  /** The cluster serves nothing at any of the paths; it is looked again now and then. */
  absent(): void;
}

/** Where a kind is served: the paths in the order in which they are tried, and what is asked for beside. */
export interface Target {
  readonly paths: readonly [string, ...string[]];
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
}

export interface LoopSettings {
  readonly pageSize: number;
  /** How long one watch may last, seconds; random between the two so that collectors do not reconnect together. */
  readonly watchSeconds: readonly [number, number];
  readonly silentMs: number;
  readonly relistMs: number;
  readonly backoff: Backoff;
  /** How long until a kind that is not served, or not allowed, is asked for again. */
  readonly absentMs: number;
  readonly random: () => number;
}

export const defaultSettings: Omit<LoopSettings, 'silentMs' | 'relistMs'> = {
  pageSize: 500,
  watchSeconds: [240, 480],
  backoff: { minMs: 250, maxMs: 5000 },
  absentMs: 30_000,
  random: Math.random,
};

/** So many streams in a row that broke at one and the same version: the version itself is the trouble, a list gets past it. */
const STUCK = 3;

/** A watch that ends sooner than this has done nothing. */
const QUICK_MS = 1000;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const isStatus = (error: Error, status: number): boolean => error instanceof ApiFailure && error.status === status;

/** Lists, then watches, for ever: whatever ends a watch, it goes on from the last version, or from a new list. Resolves when `signal` aborts. */
export const listWatch = async (api: KubeApi, target: Target, settings: LoopSettings, clock: Clock, signal: AbortSignal, sink: Sink): Promise<void> => {
  const { paths, ...asked } = target;
  let at = 0;
  const listing = (): Listing => ({ api, path: paths[at % paths.length] ?? paths[0], ...asked, pageSize: settings.pageSize, silentMs: settings.silentMs, signal });
  let version: string | undefined;
  let listedAt = 0;
  let failures = 0;
  let stuck = 0;

  const relist = async (): Promise<void> => {
    const proven = version;
    sink.listing(proven);
    const reached = await list(listing(), (items) => sink.page(items));
    await sink.listed(reached);
    version = proven ?? reached;
    listedAt = clock.now();
    stuck = 0;
  };

  const follow = async (from: string): Promise<void> => {
    const [least, most] = settings.watchSeconds;
    await watchOnce(listing(), from, Math.round(least + settings.random() * (most - least)), {
      opened: () => sink.connected(),
      skim: (line) => sink.skim(line),
      events: (events, passed) => sink.events(events, passed),
      upTo: async (reached) => {
        version = reached;
        failures = 0;
        stuck = 0;
        await sink.alive(reached);
      },
    });
  };

  /** True when the last of the paths has answered that there is nothing. */
  const nextPath = (): boolean => {
    version = undefined;
    at = (at + 1) % paths.length;
    return at === 0;
  };

  // an abort ends the pause, and then the loop
  const rest = (failed: number, atLeastMs?: number): Promise<void> =>
    sleep(pauseFor(settings.backoff, failed, settings.random, atLeastMs), undefined, { signal }).catch(() => undefined);

  while (!signal.aborted) {
    try {
      if (version === undefined || clock.now() - listedAt >= settings.relistMs) await relist();
      const opened = clock.now();
      if (version !== undefined) await follow(version);
      // a server that ends every watch at once is not asked in a tight loop
      if (clock.now() - opened < QUICK_MS) await rest(++failures);
      else failures = 0;
    } catch (raw) {
      if (signal.aborted) return;
      const error = asError(raw);
      if (isStatus(error, 404)) {
        if (!nextPath()) continue;
        sink.absent();
        await sleep(settings.absentMs, undefined, { signal }).catch(() => undefined);
        continue;
      }
      sink.lost(error);
      failures++;
      if (error instanceof BrokenLine || error instanceof ApiFailure) stuck++;
      if (isStatus(error, 410) || stuck >= STUCK) version = undefined;
      if (error instanceof ApiFailure && error.status === 401) await api.reload().catch((cause) => sink.lost(asError(cause)));
      await rest(failures, isStatus(error, 403) ? settings.absentMs : error instanceof ApiFailure ? error.retryAfterMs : undefined);
    }
  }
};
