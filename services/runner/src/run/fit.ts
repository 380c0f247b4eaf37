import { fit, type FitRequest, type Fitted } from '@culprit/correlator';
import type { Env } from '../config/parse.js';
import { type Recorded, withRecorded } from './recorded.js';
import { withLog } from './with-log.js';

type Request = Omit<FitRequest, 'events'>;

/** Fits weights to recorded lines; too few labels are refused in words. */
export const fitLines = (recorded: Recorded, request: Request): Promise<Fitted> => withRecorded(recorded, (events) => fit({ ...request, events }));

/** Fits weights to what the event log of EVENT_LOG holds. */
export const fitLog = async (env: Env, request: Request): Promise<Fitted> => withLog(env, (log) => fit({ ...request, events: log }));
