import { z } from 'zod';

/** Used with `EVENT_LOG=kafka`. */
export const kafkaConfig = {
  KAFKA_BROKERS: z.string().default('').describe('Kafka brokers to begin with, `host:port` separated by commas.'),
  KAFKA_CLIENT_ID: z.string().default('culprit').describe('Name under which the brokers log us.'),
  KAFKA_TLS: z.stringbool({ error: 'must be true or false' }).default(false).describe('Speak TLS with the brokers.'),
  KAFKA_TLS_CA_FILE: z.string().optional().describe('PEM file of the authority that signed the brokers; without it the ones that Node knows.'),
  KAFKA_TLS_CERT_FILE: z.string().optional().describe('PEM file of our own certificate, where the brokers ask for one.'),
  KAFKA_TLS_KEY_FILE: z.string().optional().describe('PEM file of the key of KAFKA_TLS_CERT_FILE.'),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional().describe('How we sign on to the brokers; without it we do not.'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('User for KAFKA_SASL_MECHANISM.'),
  KAFKA_SASL_PASSWORD: z.string().optional().describe('Password for KAFKA_SASL_MECHANISM.').meta({ secret: true }),
};
