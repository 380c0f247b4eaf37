import { join } from 'node:path';
import { HEADERS_MAX_BYTES, openSpool as open } from '@culprit/nest';
import { DEFAULT_MAX_RECORD_BYTES, noMetrics, type EventLog, type Spool } from '@culprit/ports';
import type { RunnerConfig } from '../config/runner-config.js';
import type { Step } from '../run/fleet.js';
import { takeSpoolDirectory } from './lock.js';
import type { Outside } from './open.js';

export interface OpenedSpool {
  readonly spool: Spool;
  /** It can take what a log that is away does not. */
  readonly keeps: boolean;
  /** Closes the spool, its file, and gives the directory back. */
  readonly closing: readonly Step[];
}

/** A disk that is filled to its last block cannot be cleaned up any more. */
const KEEP_FREE_BYTES = 16 * 1024 * 1024;
/** A disk that hangs is one that fails: the sender is told before it gives up by itself. */
const DISK_TIMEOUT_MS = 5_000;
/** Of a log that is reached over the open network: nobody waits for its answer, and a slow one is no reason to write everything twice. */
const REMOTE_BUDGET_MS = 2_000;

/** The spool that SPOOL_DIR names, in front of a log that may be away; undefined where the log is on the same disk itself. */
export const openSpool = async (config: RunnerConfig, log: EventLog, outside: Outside): Promise<OpenedSpool | undefined> => {
  if (config.EVENT_LOG === 'embedded') return undefined;
  const directory = config.SPOOL_DIR ?? join(config.DATA_DIR, 'spool');
  if (directory === 'none') return { spool: none(log, logNameOf(config)), keeps: false, closing: [] };
  const logger = outside.logger.child({ service: 'spool' });
  const lock = takeSpoolDirectory(directory);
  const closing: Step[] = [{ name: 'spool directory', run: async () => lock.release() }];
  try {
    const { openEmbeddedLog } = await import('@culprit/embedded');
    const disk = await openEmbeddedLog({
      path: join(directory, 'spool.sqlite'), clock: outside.clock, logger, metrics: noMetrics,
      maxRecordBytes: DEFAULT_MAX_RECORD_BYTES + HEADERS_MAX_BYTES, appendTimeoutMs: DISK_TIMEOUT_MS, keepFreeBytes: KEEP_FREE_BYTES,
    });
    closing.unshift({ name: 'spool file', run: () => disk.close() });
    const spool = await open({ log, disk, logName: logNameOf(config), ...outside, logger, maxBytes: config.SPOOL_MAX_BYTES, budgetMs: budgetOf(config) });
    closing.unshift({ name: 'spool', run: () => spool.close() });
    return { spool, keeps: true, closing };
  } catch (error) {
    for (const step of closing) await step.run();
    throw error;
  }
};

const logNameOf = ({ EVENT_LOG, REMOTE_LOG_URL }: RunnerConfig): string => (EVENT_LOG === 'remote' ? new URL(REMOTE_LOG_URL ?? '').host : 'Kafka');
const budgetOf = ({ EVENT_LOG, SPOOL_AFTER_MS }: RunnerConfig): number => (EVENT_LOG === 'remote' ? Math.max(REMOTE_BUDGET_MS, SPOOL_AFTER_MS) : SPOOL_AFTER_MS);

const none = (log: EventLog, logName: string): Spool => ({
  append: async (records) => void (await log.append(records)),
  state: () => ({ takes: true, sentence: `There is no spool (SPOOL_DIR=none): while ${logName} is away senders are told to send again.` }),
});
