import { z } from 'zod';

/** Part of the `config` of every service that weighs changes; the world's `rules` reads the file. */
export const rulesConfig = {
  CORRELATOR_RULES: z.string().optional().describe('A rules file (YAML) instead of the shipped one; every incident names its version.'),
};
