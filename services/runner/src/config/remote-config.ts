import { z } from 'zod';

/** Used with `EVENT_LOG=remote`. */
export const remoteConfig = {
  REMOTE_LOG_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional().describe('Address of the collector-webhooks through which a collector in a far cluster appends, such as https://culprit.example.com.'),
  REMOTE_LOG_TOKEN: z.string().default('').describe('Bearer token for REMOTE_LOG_URL: one of the COLLECTOR_WEBHOOKS_TOKENS there.').meta({ secret: true }),
};
