import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DEFAULT_MAX_RECORD_BYTES, noMetrics, silentLogger, systemClock, type Clock, type DiskLog, type Logger, type Metrics } from '@culprit/ports';
import { EmbeddedLog } from './log.js';

export interface EmbeddedLogOptions {
  /** The SQLite file; it and its directory are made when missing. Must be on a local disk. */
  readonly path: string;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly clock?: Clock;
  /** Default 2 MiB. */
  readonly maxRecordBytes?: number;
  /** How long an append waits for a busy or slow disk before it rejects, ms; default 10,000. */
  readonly appendTimeoutMs?: number;
  /** How often it is looked whether another process has written, ms; default 100. Within a process readers are woken. */
  readonly pollMs?: number;
  /** How often it is looked whether group members in other processes still live, ms; default 500. */
  readonly aliveMs?: number;
  /** How often retention and compaction run, ms; default 60,000. */
  readonly maintainMs?: number;
  /** Appends are refused while the disk has less than this free; default 0: until it is full. */
  readonly keepFreeBytes?: number;
}

export const openLog = async (options: EmbeddedLogOptions): Promise<EmbeddedLog> => {
  const { path, logger = silentLogger, metrics = noMetrics, clock = systemClock, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES } = options;
  const { appendTimeoutMs: writeTimeoutMs = 10_000, pollMs = 100, aliveMs = 500, maintainMs = 60_000, keepFreeBytes = 0 } = options;
  await mkdir(dirname(path), { recursive: true });
  // One name for one file: those who wait for each other meet under it.
  const real = join(await realpath(dirname(path)), basename(path));
  return EmbeddedLog.open({ path: real, logger, metrics, clock, maxRecordBytes, writeTimeoutMs, pollMs, aliveMs, maintainMs, keepFreeBytes });
};

/** Opens the log in a file of its own; several may be open on one file, in one process or in several. `LogUnavailable` when it cannot. */
export const openEmbeddedLog = (options: EmbeddedLogOptions): Promise<DiskLog> => openLog(options);
