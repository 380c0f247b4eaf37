import { z } from 'zod';
import { Conditions } from '../meta.js';
import { PodTemplate } from '../pods.js';

/** The fields that we read of a Deployment; of the spec everything, for the diff. */
export const Deployment = z.object({
  spec: z.looseObject({ replicas: z.int().nonnegative().nullish(), template: PodTemplate }),
  status: z
    .object({
      observedGeneration: z.int().optional(),
      replicas: z.int().optional(),
      updatedReplicas: z.int().optional(),
      readyReplicas: z.int().optional(),
      availableReplicas: z.int().optional(),
      conditions: Conditions,
    })
    .nullish(),
});
export type Deployment = z.output<typeof Deployment>;
