import { isByParts, replay, type ReplayAnswer, type ReplayRequest } from '@culprit/correlator';
import type { Env } from '../config/parse.js';
import { type Recorded, withRecorded } from './recorded.js';
import { replayInThreads, threadsFor } from './replay-threads.js';
import { withLog } from './with-log.js';

type Request = Omit<ReplayRequest, 'events'>;

/** Replays recorded lines, in so many threads, or as many as they are worth; what cannot be read is refused with its line, file and field. */
export const replayLines = async (recorded: Recorded, request: Request, threads?: number): Promise<ReplayAnswer> => {
  const { file } = recorded;
  const many = file !== '-' && isByParts(request) ? (threads ?? (await threadsFor(file))) : 1;
  return withRecorded(recorded, (events) => (many > 1 ? replayInThreads(file, request, many) : replay({ ...request, events })));
};

/** Replays what the event log of EVENT_LOG holds. */
export const replayLog = async (env: Env, request: Request): Promise<ReplayAnswer> => withLog(env, (log) => replay({ ...request, events: log }));
