import { rulesConfig } from '@culprit/nest';
import { z } from 'zod';

export const config = z.object({
  ...rulesConfig,
  PUBLIC_URL: z.url().optional().describe('Where people reach the console: the address of an incident starts with it.'),
});
export type Config = z.output<typeof config>;
