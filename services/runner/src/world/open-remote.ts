import { behindSpool } from '@culprit/remote';
import type { EventLog, Spool } from '@culprit/ports';
import type { RunnerConfig } from '../config/runner-config.js';
import type { Step } from '../run/fleet.js';
import { openLog } from './open-log.js';
import { openSpool } from './open-spool.js';
import type { Outside } from './open.js';

export interface OpenedRemote {
  readonly log: EventLog;
  readonly spool?: Spool;
  readonly closing: readonly Step[];
}

/** The log behind REMOTE_LOG_URL with the spool that SPOOL_DIR names in front of it; with `none` the log alone. */
export const openRemote = async (config: RunnerConfig, outside: Outside): Promise<OpenedRemote> => {
  const far = behindSpool(await openLog(config, outside));
  const closing: Step[] = [{ name: 'event log', run: () => far.log.close() }];
  const spooled = await openSpool(config, far.log, outside);
  if (spooled === undefined || !spooled.keeps) return { log: far.log, closing };
  return { log: far.behind(spooled.spool), spool: spooled.spool, closing: [...spooled.closing, ...closing] };
};
