import { existsSync } from 'node:fs';
import { noMetrics, systemClock, type EventLog, type Logger } from '@culprit/ports';
import { pino } from 'pino';
import { parseRoom, type Env, type Room } from '../config/parse.js';
import { runnerConfig, type RunnerConfig } from '../config/runner-config.js';
import { faultText } from '../config/settings.js';
import { Refusal } from '../refusal.js';
import { takeDataDirectory } from '../world/lock.js';
import { openLogger } from '../world/logger.js';
import { embeddedLog, openLog } from '../world/open-log.js';

/** The configuration of a room for a command that needs only it; refused with all its faults. */
export const configOf = (room: Room, env: Env): Readonly<Record<string, unknown>> => {
  const { values, faults } = parseRoom(room, env);
  if (faults.length > 0) throw new Refusal(faultText(faults).trimEnd());
  return values;
};

/** Does some work on the event log of EVENT_LOG. What is logged goes to standard error, from `level` on. */
export const withLog = async <T>(env: Env, work: (log: EventLog, logger: Logger) => Promise<T>, level: 'info' | 'warn' = 'warn'): Promise<T> => {
  const config = configOf({ name: 'runner', config: runnerConfig }, env) as RunnerConfig;
  // It is looked at, not begun.
  if (config.EVENT_LOG === 'embedded' && !existsSync(embeddedLog(config))) throw new Refusal(`There is no event log in ${config.DATA_DIR}: DATA_DIR says where Culprit keeps it.`);
  // The embedded log belongs to one process: a running Culprit keeps its own.
  const lock = config.EVENT_LOG === 'embedded' ? takeDataDirectory(config.DATA_DIR) : undefined;
  const logger = openLogger({ level, pretty: false, destination: pino.destination({ dest: 2, sync: true }) });
  let log: EventLog | undefined;
  try {
    log = await openLog(config, { clock: systemClock, logger, metrics: noMetrics });
    return await work(log, logger);
  } finally {
    await log?.close();
    lock?.release();
  }
};
