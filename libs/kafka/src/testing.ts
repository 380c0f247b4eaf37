export { startKafka, type KafkaOptions, type LocalKafka } from './testing/start-kafka.js';
export { consoleConsumer, type ConsoleConsumerOptions } from './testing/console-consumer.js';
export { freePorts } from './testing/free-ports.js';
export { guard } from './testing/guard.js';
