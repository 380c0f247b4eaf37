import { DEFAULT_MAX_RECORD_BYTES, noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { eventLogContract, type EventLogHarness } from '@culprit/ports/testing';
import { Kafka, logLevel } from 'kafkajs';
import { openKafkaLog } from './index.js';
import { CLEAN_OFTEN, compactNow } from './testing/compact-now.js';
import { cutLine } from './testing/cut-line.js';
import { startKafka } from './testing.js';

const make = async (): Promise<EventLogHarness> => {
  const kafka = await startKafka({ properties: CLEAN_OFTEN });
  const lines = new Map<EventLog, ReturnType<typeof cutLine>>();
  const admin = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING, retry: { retries: 8 } }).admin();
  return {
    open: async () => {
      const line = cutLine();
      const log = await openKafkaLog({
        brokers: kafka.brokers, clientId: 'contract', logger: silentLogger, metrics: noMetrics, clock: systemClock,
        sessionTimeoutMs: 6000, socketFactory: line.socketFactory,
      });
      lines.set(log, line);
      return log;
    },
    compact: async (topic) => {
      await admin.connect();
      const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'compact', logger: silentLogger, metrics: noMetrics, clock: systemClock });
      await compactNow(admin, log, topic, kafka.dir);
      await log.close();
      await admin.disconnect();
    },
    outage: { down: () => kafka.kill(), up: () => kafka.restart() },
    kill: async (log) => lines.get(log)?.cut(),
    close: () => kafka.stop(),
    limits: { maxRecordBytes: DEFAULT_MAX_RECORD_BYTES, rebalanceMs: 8000 },
  };
};

eventLogContract(make);
