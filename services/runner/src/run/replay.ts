import { replay, type ReplayAnswer, type ReplayRequest } from '@culprit/correlator';
import { noMetrics, systemClock, type EventLog } from '@culprit/ports';
import { pino } from 'pino';
import { parseRoom, type Env } from '../config/parse.js';
import { runnerConfig, type RunnerConfig } from '../config/runner-config.js';
import { faultText } from '../config/settings.js';
import { Refusal } from '../refusal.js';
import { takeDataDirectory } from '../world/lock.js';
import { openLogger } from '../world/logger.js';
import { openLog } from '../world/open-log.js';

type Request = Omit<ReplayRequest, 'events'>;

/** Replays recorded lines; what cannot be read is refused with its line, file and field. */
export const replayLines = async (events: AsyncIterable<string>, request: Request): Promise<ReplayAnswer> => replay({ ...request, events });

/** Replays what the event log of EVENT_LOG holds. */
export const replayLog = async (env: Env, request: Request): Promise<ReplayAnswer> => {
  const room = parseRoom({ name: 'runner', config: runnerConfig }, env);
  if (room.faults.length > 0) throw new Refusal(faultText(room.faults).trimEnd());
  const config = room.values as RunnerConfig;
  // The embedded log belongs to one process: a running Culprit keeps its own.
  const lock = config.EVENT_LOG === 'embedded' ? takeDataDirectory(config.DATA_DIR) : undefined;
  const logger = openLogger({ level: 'warn', pretty: false, destination: pino.destination({ dest: 2, sync: true }) });
  let log: EventLog | undefined;
  try {
    log = await openLog(config, { clock: systemClock, logger, metrics: noMetrics });
    return await replay({ ...request, events: log });
  } finally {
    await log?.close();
    lock?.release();
  }
};
