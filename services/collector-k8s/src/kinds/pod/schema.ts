import { z } from 'zod';

const Terminated = z.object({ reason: z.string().optional(), finishedAt: z.string().nullish() }).nullish();
const State = z.object({ waiting: z.object({ reason: z.string().optional() }).nullish(), terminated: Terminated }).nullish();
const ContainerStatus = z.object({ name: z.string(), state: State, lastState: State });
export type ContainerStatus = z.output<typeof ContainerStatus>;

/** The few fields that tell how it is. */
export const Pod = z.object({
  metadata: z.object({
    uid: z.string().min(1), name: z.string().min(1), namespace: z.string().min(1), resourceVersion: z.string().optional(), deletionTimestamp: z.string().nullish(),
    labels: z.record(z.string(), z.string()).nullish(),
    ownerReferences: z.array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() })).nullish(),
  }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().nullish() })).nullish(),
      containerStatuses: z.array(ContainerStatus).nullish(),
      initContainerStatuses: z.array(ContainerStatus).nullish(),
    })
    .nullish()
    .transform((status) => status ?? {}),
});
export type Pod = z.output<typeof Pod>;
