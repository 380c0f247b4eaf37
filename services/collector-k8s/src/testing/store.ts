import { randomUUID } from 'node:crypto';
import type { Manifest, Write } from './deployment.js';
import { fieldsChanged, fieldsUnion, fieldsWithout, type Fields } from './managed-fields.js';

export interface ManagedEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: string;
  readonly fieldsV1: Fields;
  readonly subresource?: string;
}

/** A Deployment as the API server gives it. */
export interface Stored {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'Deployment';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly managedFields: readonly ManagedEntry[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** The API server writes whole seconds. */
export const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const written = (entries: readonly ManagedEntry[], write: Required<Omit<Write, 'subresource'>> & Pick<Write, 'subresource'>, changed: Fields): ManagedEntry[] => {
  const isWriter = (e: ManagedEntry): boolean => e.manager === write.manager && e.operation === write.operation && e.subresource === write.subresource;
  const mine = entries.find(isWriter);
  const others = entries.filter((e) => !isWriter(e)).map((e) => ({ ...e, fieldsV1: fieldsWithout(e.fieldsV1, changed) })).filter((e) => Object.keys(e.fieldsV1).length > 0);
  const { manager, operation, time, subresource } = write;
  const fieldsV1 = fieldsUnion(mine?.fieldsV1 ?? {}, changed);
  return [...others, { manager, operation, apiVersion: 'apps/v1', time, fieldsType: 'FieldsV1', fieldsV1, ...(subresource === undefined ? {} : { subresource }) }];
};

/** What applying a manifest makes of what is stored; undefined when it changes nothing. The generation is raised by a new spec or new annotations alone. */
export const applied = (old: Stored | undefined, manifest: Manifest, write: Write, now: number): Stored | undefined => {
  const { name, namespace = 'default', uid, creationTimestamp } = manifest.metadata;
  const time = write.time === undefined ? wholeSeconds(now) : wholeSeconds(Date.parse(write.time));
  const labels = manifest.metadata.labels ?? {};
  const annotations = manifest.metadata.annotations ?? {};
  const before = { metadata: { labels: old?.metadata.labels ?? {}, annotations: old?.metadata.annotations ?? {} }, spec: old?.spec ?? {} };
  const after = { metadata: { labels, annotations }, spec: manifest.spec };
  if (old !== undefined && same(before, after)) return undefined;
  const raised = old === undefined || !same(old.spec, manifest.spec) || !same(old.metadata.annotations, annotations);
  const who = { manager: write.manager ?? 'kubectl-client-side-apply', operation: write.operation ?? 'Update', time, ...(write.subresource === undefined ? {} : { subresource: write.subresource }) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      uid: old?.metadata.uid ?? uid ?? randomUUID(),
      resourceVersion: '0',
      generation: (old?.metadata.generation ?? 0) + (raised ? 1 : 0),
      creationTimestamp: old?.metadata.creationTimestamp ?? (creationTimestamp === undefined ? time : wholeSeconds(Date.parse(creationTimestamp))),
      labels,
      annotations,
      managedFields: written(old?.metadata.managedFields ?? [], who, fieldsChanged(before, after)),
    },
    spec: manifest.spec,
    status: old?.status ?? {},
  };
};

export interface StatusWrite {
  /** How many replicas are ready; default all. */
  readonly ready?: number;
  /** `NewReplicaSetAvailable`, `ReplicaSetUpdated` or `ProgressDeadlineExceeded`. */
  readonly progress?: string;
  readonly time?: string;
}

/** What the deployment controller writes into the status: the generation stays, only the resource version moves. */
export const withStatus = (old: Stored, { ready, progress = 'NewReplicaSetAvailable', time: at }: StatusWrite, now: number): Stored => {
  const time = at === undefined ? wholeSeconds(now) : wholeSeconds(Date.parse(at));
  const replicas = typeof old.spec['replicas'] === 'number' ? old.spec['replicas'] : 1;
  const up = ready ?? replicas;
  const condition = (type: string, status: boolean, reason: string) => ({ type, status: status ? 'True' : 'False', reason, message: `${reason} of ${old.metadata.name}`, lastUpdateTime: time, lastTransitionTime: time });
  const status = {
    observedGeneration: old.metadata.generation,
    replicas,
    updatedReplicas: progress === 'NewReplicaSetAvailable' ? replicas : up,
    readyReplicas: up,
    availableReplicas: up,
    conditions: [
      condition('Available', up > 0, up > 0 ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable'),
      condition('Progressing', progress !== 'ProgressDeadlineExceeded', progress),
    ],
  };
  const who = { manager: 'kube-controller-manager', operation: 'Update' as const, subresource: 'status', time };
  const managedFields = written(old.metadata.managedFields, who, fieldsChanged({ status: old.status }, { status }));
  return { ...old, metadata: { ...old.metadata, managedFields }, status };
};
