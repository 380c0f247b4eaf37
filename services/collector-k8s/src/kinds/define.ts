import { z } from 'zod';
import type { Leaves } from '../redact/leaf.js';
import { flatten, type ListKeys } from '../redact/flatten.js';
import type { Redactor } from '../redact/redactor.js';
import type { Act, Facts, Named, Projecting, Rollout, Seen, Sign, Step, WatchedKind } from './kind.js';
import { controllerOf, Meta, writersOf } from './meta.js';
import { releaseOf } from './release.js';
import type { Workload } from '@culprit/domain';

type WithMeta<T> = T & { readonly metadata: Meta };

/** What a kind says of itself: `T` is the part of an object that it reads beside the metadata. */
export interface KindOf<T extends object> extends Omit<WatchedKind, 'project'> {
  readonly schema: z.ZodType<T>;
  /** What is compared, redacted. Default: the spec. */
  readonly leaves?: (it: WithMeta<T>, redactor: Redactor) => Leaves;
  /** What tells items of its lists apart. */
  readonly lists?: ListKeys;
  /** Kinds of controllers whose doing it is. */
  readonly derivedFrom?: readonly string[];
  /** It is the cluster's own doing otherwise. */
  readonly derived?: (it: WithMeta<T>) => boolean;
  readonly ran?: (it: WithMeta<T>) => { commit?: string | undefined; version?: string | undefined };
  readonly rollout?: (it: WithMeta<T>) => Rollout | undefined;
  readonly service?: (it: WithMeta<T>) => Named | undefined;
  readonly workload?: (it: WithMeta<T>, cluster: string) => Workload | undefined;
  readonly facts?: (it: WithMeta<T>) => Facts | undefined;
  readonly signs?: (it: WithMeta<T>) => readonly Sign[];
  readonly acts?: (it: WithMeta<T>) => readonly Act[];
  readonly step?: (it: WithMeta<T>, redactor: Redactor) => Step | undefined;
}

const defined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

/** The spec of an object whose schema lets all of it through. */
const specLeaves = (it: object, redactor: Redactor, lists: ListKeys | undefined): Leaves => flatten('spec', 'spec' in it ? it.spec : {}, redactor, lists);

/** What people and tools wrote; the controller's own note of the revision comes with every template. */
const ownAnnotations = ({ annotations }: Meta): string =>
  JSON.stringify(Object.entries(annotations ?? {}).filter(([key]) => key !== 'deployment.kubernetes.io/revision').sort(([a], [b]) => (a < b ? -1 : 1)));

/** A kind as the collector watches it. Status, managedFields and last-applied are only read; everything that is compared is redacted first. */
export const kind = <T extends object>(of: KindOf<T>): WatchedKind => {
  const { schema, leaves, lists, derivedFrom = [], derived, ran, rollout, service, workload, facts, signs, acts, step, ...rest } = of;
  const Whole = z.object({ metadata: Meta });
  const project = (object: unknown, { cluster, redactor, isKnown }: Projecting): Seen => {
    const { metadata } = Whole.parse(object);
    const it = { ...schema.parse(object), metadata };
    const { uid, name } = metadata;
    const generation = metadata.generation ?? 0;
    const resourceVersion = metadata.resourceVersion ?? '';
    const owner = controllerOf(metadata);
    const isDerived = (owner !== undefined && derivedFrom.includes(owner.kind)) || derived?.(it) === true;
    const spec = rest.change === undefined || isDerived || isKnown(uid, generation, resourceVersion) ? undefined : (leaves?.(it, redactor) ?? specLeaves(it, redactor, lists));
    return defined({
      uid,
      namespace: metadata.namespace ?? '',
      name,
      generation,
      resourceVersion,
      createdAt: metadata.creationTimestamp ?? undefined,
      deletedAt: metadata.deletionTimestamp ?? undefined,
      spec,
      annotations: rest.loudAnnotations === true ? redactor.word(ownAnnotations(metadata)) : undefined,
      ...ran?.(it),
      writers: writersOf(metadata),
      release: releaseOf(metadata),
      derived: isDerived ? (true as const) : undefined,
      rollout: rollout?.(it),
      service: service?.(it),
      workload: workload?.(it, cluster),
      facts: facts?.(it),
      signs: signs?.(it),
      acts: acts?.(it),
      step: step?.(it, redactor),
    }) as Seen;
  };
  return { ...rest, project };
};
