import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventLogHarness } from '@culprit/ports/testing';
import { EmbeddedLog } from './log.js';
import { openLog, type EmbeddedLogOptions } from './open.js';

/** For the contract suite: a log in a directory of its own. An outage is another process that does not let go of the file. */
export const embeddedHarness = async (options: Partial<EmbeddedLogOptions> = {}): Promise<EventLogHarness> => {
  const directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
  const path = join(directory, 'log.sqlite');
  const open = (): Promise<EmbeddedLog> => openLog({ path, appendTimeoutMs: 1_000, aliveMs: 200, ...options });
  let blocker: DatabaseSync | undefined;
  return {
    open,
    compact: async (topic) => {
      const log = await open();
      await log.compact(topic);
      await log.close();
    },
    outage: {
      down: async () => {
        blocker = new DatabaseSync(path, { timeout: 5_000 });
        blocker.exec('BEGIN EXCLUSIVE');
      },
      up: async () => blocker?.close(),
    },
    kill: async (log) => {
      if (!(log instanceof EmbeddedLog)) throw new Error('only an embedded log can be killed');
      await log.kill();
    },
    close: () => rm(directory, { recursive: true }),
    limits: { maxRecordBytes: options.maxRecordBytes ?? 2 * 1024 * 1024, rebalanceMs: 1_000 },
  };
};
