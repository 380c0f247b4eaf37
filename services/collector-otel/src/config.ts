import { environmentsConfig } from '@culprit/nest';
import { z } from 'zod';

const list = z.string().default('').transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

export const Config = z.object({
  COLLECTOR_OTEL_PORT: z.coerce.number().int().min(0).max(65_535).default(4318).describe('Port of OTLP/HTTP: /v1/traces and /v1/metrics.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on. Anything but this machine needs COLLECTOR_OTEL_TOKENS.'),
  PROTECTED_BY: z.enum(['nothing', 'proxy', 'network']).default('nothing').describe('Who keeps strangers out when HOST is not loopback and there is no token.'),
  COLLECTOR_OTEL_TOKENS: list.describe('Comma list of bearer tokens that requests must carry one of; empty: whoever reaches the port may send.').meta({ secret: true }),
  COLLECTOR_OTEL_ENVIRONMENT: z.string().default('').describe('Environment of calls whose sender names none (deployment.environment.name) and is in no cluster or namespace that ENVIRONMENTS_FILE knows; empty: they count in every environment.'),
  ...environmentsConfig,
  COLLECTOR_OTEL_MAX_BYTES: z.coerce.number().int().positive().max(64 * 1024 * 1024).default(8 * 1024 * 1024).describe('Largest body of a request, bytes, also once it is inflated.'),
  COLLECTOR_OTEL_MAX_SPANS_PER_SECOND: z.coerce.number().int().positive().default(20_000).describe('Spans and points a second that are read in the long run; beyond it senders are told to come again later (429).'),
  COLLECTOR_OTEL_WAIT_SECONDS: z.coerce.number().positive().default(60).describe('How long one side of a call waits for the span of the other before what it says of the other counts.'),
  COLLECTOR_OTEL_WAITING_SPANS: z.coerce.number().int().positive().default(100_000).describe('Most spans that wait for their other side; beyond it those that waited longest go early, and are counted.'),
  COLLECTOR_OTEL_RESTATE_SECONDS: z.coerce.number().positive().default(300).describe('How often an edge that goes on is stated again.'),
});
export type Config = z.output<typeof Config>;

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Why this configuration may not start, in words; undefined when it may. */
export const refusal = ({ HOST, PROTECTED_BY, COLLECTOR_OTEL_TOKENS: tokens }: Config): string | undefined =>
  isLoopback(HOST) || tokens.length > 0 || PROTECTED_BY !== 'nothing'
    ? undefined
    : `HOST=${HOST} would let everybody who reaches it say who calls whom: set COLLECTOR_OTEL_TOKENS, or HOST=127.0.0.1, or say PROTECTED_BY=proxy or network`;
