import { readFileSync } from 'node:fs';
import { Refusal } from '../refusal.js';
import type { RunnerConfig } from './runner-config.js';

export interface KafkaConnection {
  readonly brokers: string[];
  readonly clientId: string;
  readonly ssl?: true | { ca?: string[]; cert?: string; key?: string };
  readonly sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
}

/** How to reach the brokers, with the TLS files read. */
export const kafkaConnection = (config: RunnerConfig): KafkaConnection => ({
  brokers: config.KAFKA_BROKERS.split(',').map((broker) => broker.trim()).filter((broker) => broker !== ''),
  clientId: config.KAFKA_CLIENT_ID,
  ...(config.KAFKA_TLS ? { ssl: tls(config) } : {}),
  ...(config.KAFKA_SASL_MECHANISM === undefined ? {} : {
    sasl: { mechanism: config.KAFKA_SASL_MECHANISM, username: config.KAFKA_SASL_USERNAME ?? '', password: config.KAFKA_SASL_PASSWORD ?? '' },
  }),
});

const tls = ({ KAFKA_TLS_CA_FILE: ca, KAFKA_TLS_CERT_FILE: cert, KAFKA_TLS_KEY_FILE: key }: RunnerConfig): KafkaConnection['ssl'] => {
  if (ca === undefined && cert === undefined) return true;
  return {
    ...(ca === undefined ? {} : { ca: [pem('KAFKA_TLS_CA_FILE', ca)] }),
    ...(cert === undefined || key === undefined ? {} : { cert: pem('KAFKA_TLS_CERT_FILE', cert), key: pem('KAFKA_TLS_KEY_FILE', key) }),
  };
};

const pem = (variable: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Refusal(`${variable} names ${file}, which cannot be read: ${String(cause)}.`, { cause });
  }
};
