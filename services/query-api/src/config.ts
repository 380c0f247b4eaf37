import { environmentsConfig, rulesConfig } from '@culprit/nest';
import { z } from 'zod';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether only this machine can reach a server that listens on `host`. */
export const isLoopback = (host: string): boolean => loopback.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

export const Config = z.object({
  QUERY_API_PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('Port of GraphQL (/graphql), of the page (/) and of GraphiQL (/graphiql).'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on. Anything but this machine needs a token.'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional().describe('Where people reach the console, such as https://culprit.example.com; makes the addresses that we print.'),
  QUERY_API_SECONDS: z.coerce.number().positive().max(600).default(5).describe('How long the read store may take for all that one request asks, in seconds.'),
  ...environmentsConfig,
  ...rulesConfig,
  QUERY_API_TOKEN: z.string().min(16, 'a token has at least 16 characters').optional().meta({ secret: true })
    .describe('Bearer token that queries and subscriptions must carry; without it everybody who reaches the port may read, record changes and map names.'),
});
export type Config = z.output<typeof Config>;

/** Why this configuration may not start, in words; null when it may. */
export const refusal = (config: Config): string | null =>
  isLoopback(config.HOST) || config.QUERY_API_TOKEN !== undefined
    ? null
    : `HOST=${config.HOST} would let everybody who reaches it read all incidents and changes, and write some: set QUERY_API_TOKEN, or HOST=127.0.0.1`;
