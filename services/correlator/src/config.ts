import { z } from 'zod';

export const config = z.object({
  CORRELATOR_RULES: z.string().optional().describe('A rules file (YAML) instead of the shipped one; every incident names its version.'),
  PUBLIC_URL: z.url().optional().describe('Where people reach the console: the address of an incident starts with it.'),
});
export type Config = z.output<typeof config>;
