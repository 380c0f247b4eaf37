import { replay, type ReplayAnswer, type ReplayRequest } from '@culprit/correlator';
import type { Env } from '../config/parse.js';
import { type Recorded, withRecorded } from './recorded.js';
import { withLog } from './with-log.js';

type Request = Omit<ReplayRequest, 'events'>;

/** Replays recorded lines; what cannot be read is refused with its line, file and field. */
export const replayLines = (recorded: Recorded, request: Request): Promise<ReplayAnswer> => withRecorded(recorded, (events) => replay({ ...request, events }));

/** Replays what the event log of EVENT_LOG holds. */
export const replayLog = async (env: Env, request: Request): Promise<ReplayAnswer> => withLog(env, (log) => replay({ ...request, events: log }));
