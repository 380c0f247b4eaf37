import { z } from 'zod';
import { address, some, words } from '../../provider/loose.js';

export const Settings = z.object({
  service: z.string().min(1).max(400).optional().describe('The service that all change events of this endpoint are about, as an integration of PagerDuty belongs to one.'),
  environment: z.string().min(1).max(400).optional().describe('The environment that they are in, where they do not say it.'),
});
export type Settings = z.output<typeof Settings>;

export const ChangeEvent = z.object({
  payload: z.object({
    summary: z.string().min(1),
    timestamp: z.union([z.string(), z.number(), z.bigint()]).nullish().catch(undefined),
    source: words(400),
    custom_details: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
  links: some(z.object({ href: address, text: words(300) }), 50),
});
export type ChangeEvent = z.output<typeof ChangeEvent>;
