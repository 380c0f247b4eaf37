import { z } from 'zod';

/** One page of a list. */
export const Page = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});
export type Page = z.output<typeof Page>;

/** One line of a watch. */
export const WatchLine = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional(),
    code: z.int().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
  }),
});
export type WatchLine = z.output<typeof WatchLine>;

/** What the API server says when it refuses. */
export const Refusal = z.object({ message: z.string().default(''), reason: z.string().default('') });
