import { Time } from '@culprit/domain';
import { z } from 'zod';

const Labels = z.record(z.string(), z.string()).nullish();

const ManagedFields = z.object({
  manager: z.string().default(''),
  operation: z.string().default(''),
  subresource: z.string().optional(),
  time: Time.optional(),
  fieldsV1: z.record(z.string(), z.unknown()).optional(),
});

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  lastUpdateTime: Time.nullish(),
  lastTransitionTime: Time.nullish(),
});

/** The fields that we read of a Deployment; of the spec everything, for the diff. */
export const Deployment = z.object({
  metadata: z.object({
    uid: z.string().min(1),
    name: z.string().min(1),
    namespace: z.string().min(1),
    generation: z.int().nonnegative().default(0),
    creationTimestamp: Time.nullish(),
    deletionTimestamp: Time.nullish(),
    labels: Labels,
    annotations: Labels,
    managedFields: z.array(ManagedFields).nullish(),
  }),
  spec: z.looseObject({
    replicas: z.int().nonnegative().nullish(),
    template: z.looseObject({
      metadata: z.looseObject({ labels: Labels, annotations: Labels }).nullish(),
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string().optional() })) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.int().optional(),
      replicas: z.int().optional(),
      updatedReplicas: z.int().optional(),
      readyReplicas: z.int().optional(),
      availableReplicas: z.int().optional(),
      conditions: z.array(Condition).nullish(),
    })
    .nullish(),
});
export type Deployment = z.output<typeof Deployment>;
