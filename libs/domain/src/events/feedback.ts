import { z } from 'zod';
import { Name, Text } from './parts.js';
import { Time } from './time.js';

/** What a person says of a suspect. Joined when read; never part of the fold. */
export const Feedback = z.object({
  id: Name,
  incidentId: Name,
  changeId: Name.optional(),
  verdict: z.enum(['confirmed', 'dismissed']),
  note: Text.optional(),
  by: Name,
  at: Time,
});
export type Feedback = z.output<typeof Feedback>;
