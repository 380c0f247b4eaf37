import { z } from 'zod';
import { kafkaConfig } from './kafka-config.js';
import { clickhouseConfig } from './clickhouse-config.js';
import { githubConfig } from './github-config.js';
import { keptConfig } from './kept-config.js';
import { remoteConfig } from './remote-config.js';
import { spoolConfig } from './spool-config.js';

export const port = z.coerce.number().int('must be a whole number').min(0, 'must be 0 to 65535').max(65_535, 'must be 0 to 65535');

/** What the runner itself reads from the environment; what each room reads stands in its own `config`. */
export const runnerConfig = z.object({
  TARGET: z.string().default('all').describe('Which services run in this process: `all`, or their names separated by commas.'),
  EVENT_LOG: z.enum(['embedded', 'kafka', 'remote']).default('embedded').describe('Through what events travel: a SQLite file of this process, Apache Kafka, or, for a collector in a far cluster, the collector-webhooks at REMOTE_LOG_URL.'),
  READ_STORE: z.enum(['embedded', 'clickhouse']).default('embedded').describe('Where questions are answered from: the ClickHouse engine inside this process, or a ClickHouse server.'),
  DATA_DIR: z.string().default('./.data/culprit').describe('Where the embedded log and store, and the spool, keep their files; one process at a time.'),
  HOST: z.string().default('127.0.0.1').describe('The address that every port listens on.'),
  ADMIN_PORT: port.default(9464).describe('Port of /livez, /readyz and /metrics of this process.'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional().describe('Where people reach the console: begins the addresses that we print.'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least severe log lines that are written.'),
  LOG_FORMAT: z.enum(['auto', 'json', 'pretty']).default('auto').describe('`json` a line, `pretty` for eyes; `auto` is pretty on a terminal.'),
  STOP_SECONDS: z.coerce.number().positive('must be above 0').default(30).describe('How long a draining stop may take before we say what hangs and exit 1.'),
  ...kafkaConfig,
  ...remoteConfig,
  ...spoolConfig,
  ...clickhouseConfig,
  ...githubConfig,
  ...keptConfig,
});
export type RunnerConfig = z.output<typeof runnerConfig>;
