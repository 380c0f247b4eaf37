import { z } from 'zod';
import { Name } from './parts.js';
import { Time } from './time.js';

/** `from` calls `to`. Identity: from, to, environment, kind, source, validFrom; the latest `observedAt` counts. */
export const Dependency = z.object({
  from: Name.describe('The caller.'),
  to: Name.describe('The callee.'),
  environment: Name.optional(),
  kind: Name.default('call'),
  source: Name.default('declared'),
  confidence: z.number().min(0).max(1).optional(),
  validFrom: Time.optional(),
  validTo: Time.optional(),
  observedAt: Time,
});
export type Dependency = z.output<typeof Dependency>;
