import { Config, readerOf, readLetters, redrive, renormalize, type Again, type LetterFilter, type Opened, type Redriven, type RedriveRequest, type Renormalized, type RenormalizeRequest } from '@culprit/collector-webhooks';
import { systemClock, type EventLog, type Logger } from '@culprit/ports';
import type { Env } from '../config/parse.js';
import { configOf, withLog } from './with-log.js';

/** What reads kept deliveries does so by the collector's present configuration. */
const againOf = async (env: Env, log: EventLog, logger: Logger): Promise<Again> => {
  const config = configOf({ name: 'collector-webhooks', config: Config }, env) as Parameters<typeof readerOf>[0];
  return { log, logger, clock: systemClock, reader: await readerOf(config, (name) => env[name]) };
};

export const renormalizeLog = (env: Env, request: RenormalizeRequest): Promise<Renormalized> => withLog(env, async (log, logger) => renormalize(await againOf(env, log, logger), request));

export const lettersOf = (env: Env, filter: LetterFilter): Promise<Opened[]> => withLog(env, (log) => readLetters(log, filter));

/** Each letter that is taken is a line of the audit, on standard error. */
export const redriveLog = (env: Env, request: RedriveRequest): Promise<Redriven[]> => withLog(env, async (log, logger) => redrive(await againOf(env, log, logger), request), 'info');
