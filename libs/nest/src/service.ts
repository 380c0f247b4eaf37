import type { Rules } from '@culprit/domain';
import type { Clock, CodeHost, EventLog, Logger, Metrics, ReadStore, Spool } from '@culprit/ports';
import type { z } from 'zod';

/** What the runner hands to a service. It cannot see through which adapters. */
export interface World {
  readonly log: EventLog;
  readonly store: ReadStore;
  /** What collectors append through where the log may be away; undefined where it cannot be. */
  readonly spool?: Spool;
  /** Where repositories live; undefined where nobody gave a token for it. */
  readonly code?: CodeHost;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The value of a variable that a file of the configuration names (`{env: NAME}`), for what should stand in no file. */
  readonly variable?: (name: string) => string | undefined;
  /** The rules by which incidents are judged: those of a file, or as shipped. Rejects in words. */
  readonly rules?: (file?: string) => Promise<Rules>;
}

/** Each reason is a sentence; `ready` false while the service cannot do its work. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason: string;
}

export interface RunningService {
  readiness(): Readiness;
  /** Takes nothing new, finishes what is under way, closes its servers; the log and the store are the runner's to close. */
  stop(): Promise<void>;
}

/**
 * One of the rooms under `services/`. `config` is a zod object keyed by environment variable (`QUERY_API_PORT`), each with a default and a
 * sentence (`.describe`); secrets carry `.meta({ secret: true })`.
 */
export interface Service<C extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly config: C;
  /**
   * Which ports of the world it touches; `store` and `spool` are opened only where a running service needs them. Who needs the spool can start while
   * the log is away.
   */
  readonly needs: readonly ('log' | 'store' | 'spool' | 'code')[];
  /** It only appends, and reads back nothing but what it said of its own cluster: so it can run far from the log (`EVENT_LOG=remote`). */
  readonly appendsOnly?: true;
  start(world: World, config: z.output<C>): Promise<RunningService>;
}
