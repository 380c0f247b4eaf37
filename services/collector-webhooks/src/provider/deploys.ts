import { patternOf } from '@culprit/domain';
import { z } from 'zod';

/** Which runs deploy, and where to: a sender of builds does not say. */
export const Deploys = z.record(z.string().min(1).max(300), z.string().min(1).max(300)).default({})
  .refine((deploys) => Object.keys(deploys).length <= 200, { error: 'at most 200 names' })
  .describe('Runs that deploy: name of the workflow, job or stage (* for any text) to environment, such as "deploy-prod*": "production"; the first that fits counts.');
export type Deploys = z.output<typeof Deploys>;

/** The environment that a run of one of these names deploys to, if it deploys. */
export const deploysTo = (deploys: Deploys, ...names: readonly (string | null | undefined)[]): string | undefined =>
  Object.entries(deploys).find(([pattern]) => names.some((each) => typeof each === 'string' && patternOf(pattern)(each)))?.[1];
