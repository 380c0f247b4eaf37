import { Time } from '@culprit/domain';
import { z } from 'zod';
import type { Writer } from './kind.js';

export const Labels = z.record(z.string(), z.string()).nullish();

const ManagedFields = z.object({
  manager: z.string().default(''),
  operation: z.string().default(''),
  subresource: z.string().optional(),
  time: Time.nullish(),
  fieldsV1: z.unknown().optional(),
});

const OwnerReference = z.object({ kind: z.string().default(''), name: z.string().default(''), uid: z.string().default(''), controller: z.boolean().nullish() });

/** What every object says of itself. */
export const Meta = z.object({
  uid: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().nullish(),
  generation: z.int().nonnegative().nullish(),
  resourceVersion: z.string().nullish(),
  creationTimestamp: Time.nullish(),
  deletionTimestamp: Time.nullish(),
  labels: Labels,
  annotations: Labels,
  ownerReferences: z.array(OwnerReference).nullish(),
  managedFields: z.array(ManagedFields).nullish(),
});
export type Meta = z.output<typeof Meta>;

export const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  lastUpdateTime: Time.nullish(),
  lastTransitionTime: Time.nullish(),
});
export type Condition = z.output<typeof Condition>;
export const Conditions = z.array(Condition).nullish();

export const conditionOf = (conditions: readonly Condition[] | null | undefined, type: string): Condition | undefined => conditions?.find((c) => c.type === type);

/** `shop/configmap/app`, `node/node-1`. Joined, as a template would keep its parts beside the whole. */
export const entityOf = (namespace: string | null | undefined, kind: string, name: string): string => (namespace ? [namespace, kind.toLowerCase(), name] : [kind.toLowerCase(), name]).join('/');

/** The object that made it and sees to it. */
export const controllerOf = (meta: Meta): z.output<typeof OwnerReference> | undefined => meta.ownerReferences?.find((owner) => owner.controller === true);

/** Who wrote the spec or the metadata; writers of the status are none. */
export const writersOf = (meta: Meta): Writer[] =>
  (meta.managedFields ?? [])
    .filter((entry) => entry.subresource !== 'status')
    .map(({ manager, operation, subresource, time, fieldsV1 }) => ({
      manager, operation, ...(subresource === undefined ? {} : { subresource }), ...(time ? { time } : {}), ...(fieldsV1 === undefined ? {} : { fields: fieldsV1 }),
    }));

/** When the status was last written, as far as it says. */
export const statusWrittenAt = (meta: Meta): string => (meta.managedFields ?? []).filter((entry) => entry.subresource === 'status').map((entry) => entry.time ?? '').sort().at(-1) ?? '';
