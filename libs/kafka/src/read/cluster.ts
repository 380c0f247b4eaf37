import Cluster from 'kafkajs/src/cluster/index.js';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';
import type { Kafka, KafkaConfig } from 'kafkajs';

const READ_UNCOMMITTED = 0;

/**
 * kafkajs's own connections without a group on top: it has no `assign`, and a throw-away group for every reader would cost a
 * rebalance delay at each start and leave groups behind in the brokers.
 */
export const openCluster = (kafka: Kafka, config: KafkaConfig): Cluster =>
  new Cluster({
    ...config,
    logger: kafka.logger(),
    socketFactory: config.socketFactory ?? createSocketFactory(),
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: READ_UNCOMMITTED,
  });
