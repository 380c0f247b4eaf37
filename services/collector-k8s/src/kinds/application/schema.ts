import { Time } from '@culprit/domain';
import { z } from 'zod';

const Text = z.string().nullish();
const Sync = z.object({ revision: Text, revisions: z.array(z.string()).nullish(), dryRun: z.boolean().nullish() });

/** The fields that we read of an Application; of the spec everything, for the diff. */
export const Application = z.object({
  spec: z.looseObject({}),
  status: z
    .object({
      resources: z.array(z.object({ kind: z.string(), namespace: Text, name: z.string() })).nullish(),
      health: z.object({ status: Text }).nullish(),
      summary: z.object({ images: z.array(z.string()).nullish() }).nullish(),
      history: z.array(z.object({ revision: Text, revisions: z.array(z.string()).nullish(), deployStartedAt: Time.nullish(), deployedAt: Time.nullish() })).nullish(),
      operationState: z
        .object({
          phase: z.string(),
          startedAt: Time,
          finishedAt: Time.nullish(),
          operation: z.object({ sync: Sync.nullish(), initiatedBy: z.object({ username: Text, automated: z.boolean().nullish() }).nullish() }).nullish(),
          syncResult: z.object({ revision: Text, revisions: z.array(z.string()).nullish(), resources: z.array(z.object({ kind: z.string(), namespace: Text, name: z.string(), hookType: Text })).nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type Application = z.output<typeof Application>;
