import { z } from 'zod';

/** Used with `READ_STORE=clickhouse`. */
export const clickhouseConfig = {
  CLICKHOUSE_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).default('http://127.0.0.1:8123').describe('HTTP address of the ClickHouse server.'),
  CLICKHOUSE_USERNAME: z.string().default('default').describe('User at the ClickHouse server.'),
  CLICKHOUSE_PASSWORD: z.string().default('').describe('Password of that user.').meta({ secret: true }),
  CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/, 'must be letters, digits and _').default('culprit').describe('Database that holds our tables; made when missing.'),
};
