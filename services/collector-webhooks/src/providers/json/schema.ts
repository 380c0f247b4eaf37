import { z } from 'zod';
import { Expression } from './mapping.js';

export const Settings = z.object({
  alerts: Expression.default('alerts').describe('JSONata that makes of a body an alert, a list of them, or nothing; as shipped the body\'s field `alerts`.'),
  changes: Expression.default('changes').describe('JSONata that makes of a body a change, a list of them, or nothing; as shipped the body\'s field `changes`.'),
  skip: Expression.default('null').describe('JSONata that gives the reason as a text where a body is to be left alone; asked first.'),
  tokenHeader: z.string().regex(/^[A-Za-z0-9-]{0,100}$/).default('').describe('A header of the sender\'s own that shows the token, beside Authorization and the address.'),
  signature: z.object({
    header: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
    prefix: z.string().max(20).default(''),
    algorithm: z.enum(['sha256', 'sha512', 'sha1']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
  }).nullable().default(null).describe('Where the sender signs: the header that carries an HMAC over the body, and how it is written. Then only that counts.'),
});
export type Settings = z.output<typeof Settings>;
