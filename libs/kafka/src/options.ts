import type { Clock, Logger, Metrics } from '@culprit/ports';
import { logLevel, type ISocketFactory, type KafkaConfig, type SASLOptions } from 'kafkajs';
import type { ConnectionOptions } from 'node:tls';
import { logLines } from './log-lines.js';

export interface KafkaLogOptions {
  /** `host:port` of some brokers; the rest are found. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** `true`, or what node:tls takes: `ca`, `cert`, `key`, `servername`, `rejectUnauthorized`. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string };
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Of topics that `ensureTopics` creates; default: what the brokers are set to. */
  readonly replication?: { readonly factor?: number; readonly minInSync?: number };
  /** Default 2 MiB. */
  readonly maxRecordBytes?: number;
  /** After this long an append rejects with `LogUnavailable`, ms; default 5,000. */
  readonly appendTimeoutMs?: number;
  /** How long an append waits for others to travel with, ms; default 4. */
  readonly lingerMs?: number;
  /** A member that is silent for this long is dead, ms; default 10,000. */
  readonly sessionTimeoutMs?: number;
  /** For proxies, and for tests that cut the line. */
  readonly socketFactory?: ISocketFactory;
}

/** Enough for a leader election or a broker's restart, not for an outage. NODE_ENV=test would change kafkajs's own default. */
export const RETRY = { retries: 8, initialRetryTime: 100, maxRetryTime: 1500, factor: 0.2, multiplier: 2 } as const;

/** What kafkajs is told of how to reach the brokers. */
export const clientConfig = ({ brokers, clientId, ssl, sasl, logger, socketFactory }: KafkaLogOptions): KafkaConfig => ({
  brokers: [...brokers],
  clientId,
  ...(ssl === undefined ? {} : { ssl }),
  ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
  ...(socketFactory === undefined ? {} : { socketFactory }),
  connectionTimeout: 3000,
  authenticationTimeout: 10_000,
  requestTimeout: 15_000,
  enforceRequestTimeout: true,
  retry: RETRY,
  logLevel: logLevel.INFO,
  logCreator: logLines(logger),
});
