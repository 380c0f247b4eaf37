import { z } from 'zod';
import { Gap, Name } from './parts.js';
import { Time } from './time.js';

/** What one collector has seen of one source, and where it was blind. Reported once a minute. */
export const Coverage = z.object({
  source: Name,
  instance: Name,
  environment: Name.optional(),
  since: Time.optional().describe('Since when it is listened to, as far as anybody knows.'),
  lastEventAt: Time.optional(),
  lastReconciledAt: Time.optional(),
  gaps: z.array(Gap).default([]),
  observedAt: Time,
});
export type Coverage = z.output<typeof Coverage>;
