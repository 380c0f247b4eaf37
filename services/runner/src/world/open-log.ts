import { join } from 'node:path';
import type { EventLog } from '@culprit/ports';
import { kafkaConnection } from '../config/kafka-connection.js';
import type { RunnerConfig } from '../config/runner-config.js';
import type { Outside } from './open.js';

/** Where the embedded log is kept. */
export const embeddedLog = ({ DATA_DIR }: Pick<RunnerConfig, 'DATA_DIR'>): string => join(DATA_DIR, 'log.sqlite');

/** The event log that EVENT_LOG names. Only its adapter is loaded: the clients of others cost memory too. */
export const openLog = async (config: RunnerConfig, outside: Outside): Promise<EventLog> => {
  const logger = outside.logger.child({ service: 'event-log' });
  switch (config.EVENT_LOG) {
    case 'embedded': return (await import('@culprit/embedded')).openEmbeddedLog({ path: embeddedLog(config), ...outside, logger });
    case 'kafka': return (await import('@culprit/kafka')).openKafkaLog({ ...kafkaConnection(config), ...outside, logger });
    case 'remote': return (await import('@culprit/remote')).openRemoteLog({ url: config.REMOTE_LOG_URL ?? '', token: config.REMOTE_LOG_TOKEN, logger });
    default: return config.EVENT_LOG satisfies never;
  }
};
