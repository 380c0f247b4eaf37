import { openKafkaLog } from '@culprit/kafka';
import { startKafka } from '@culprit/kafka/testing';
import { noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { append } from './append.ts';
import { consume } from './consume.ts';
import type { Measured } from './measure.ts';

/** Appending and consuming through the port beside raw kafkajs, on one real Kafka. */
export const run = async ({ rounds = 7, records = 20_000 } = {}): Promise<Measured[]> => {
  const kafka = await startKafka({ jvmOptions: '' });
  try {
    const log = await openKafkaLog({ brokers: kafka.brokers, clientId: 'bench', logger: silentLogger, metrics: noMetrics, clock: systemClock });
    const measured = [...(await append(log, kafka.brokers, records, rounds)), await consume(log, kafka.brokers, records * 2, rounds)];
    await log.close();
    return measured;
  } finally {
    await kafka.stop();
  }
};

if (import.meta.main) for (const line of await run()) console.log(line);
