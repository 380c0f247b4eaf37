import { z } from 'zod';

export const config = z.object({
  PROJECTOR_BATCH_ROWS: z.coerce.number().int().min(1).max(100_000).default(10_000).describe('Most records of one partition that are written at once.'),
  PROJECTOR_BATCH_MS: z.coerce.number().int().min(0).max(10_000).default(200).describe('How long a partition gathers records between two writes, ms.'),
});
export type Config = z.output<typeof config>;
