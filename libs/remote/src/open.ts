import { DEFAULT_MAX_RECORD_BYTES, type EventLog, type Logger } from '@culprit/ports';
import { Lane } from './lane.js';
import { readBack } from './read-back.js';
import { receiver } from './receiver.js';

export interface RemoteLogOptions {
  /** Where collector-webhooks is: `https://culprit.example.com`. */
  readonly url: string;
  /** One of its COLLECTOR_WEBHOOKS_TOKENS; empty where it asks for none. */
  readonly token: string;
  readonly logger: Logger;
  /** How long an append is tried before it rejects, ms; default 10,000. */
  readonly appendTimeoutMs?: number;
  /** How long one request may take, ms; default 10,000. */
  readonly answerMs?: number;
  readonly maxRecordBytes?: number;
  readonly random?: () => number;
}

const cannot = (what: string): Promise<never> => Promise.reject(new Error(`a remote log cannot ${what}: whoever needs that runs beside the log`));

/** The event log behind a collector-webhooks: what was said can be appended, and what one cluster said be read back. It need not be reachable yet. */
export const openRemoteLog = ({ url, token, logger, appendTimeoutMs = 10_000, answerMs = 10_000, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES, random = Math.random }: RemoteLogOptions): EventLog => {
  const far = receiver({ url, token, answerMs });
  const lane = new Lane({ receiver: far, logger, appendTimeoutMs, maxRecordBytes, random });
  return {
    // they are the log's own, over there
    ensureTopics: () => Promise.resolve(),
    append: (records, options) => lane.append(records, options?.signal),
    read: (options, onBatch) => Promise.resolve(readBack(far, options, onBatch)),
    ping: () => far.ping(),
    close: () => Promise.resolve(lane.close()),
    consume: () => cannot('be consumed'),
    ends: () => cannot('tell its ends'),
    beginnings: () => cannot('tell its beginnings'),
    offsetsAt: () => cannot('be searched by time'),
    committed: () => cannot('tell positions'),
    forget: () => cannot('forget positions'),
  };
};
