import { Alert, Change, ChangeScope } from '@culprit/domain';
import { z } from 'zod';

const Leaf = z.union([z.string(), z.number(), z.boolean(), z.null(), z.object({ hash: z.string() })]);

/** The last known projection of one object, as `culprit.k8s-state.v1` holds it. */
export const Known = z.object({
  cluster: z.string(),
  kind: z.string(),
  uid: z.string(),
  namespace: z.string(),
  name: z.string(),
  generation: z.int(),
  resourceVersion: z.string().optional().describe('Of an object that has no generation.'),
  spec: z.record(z.string(), Leaf),
  rules: z.int().describe('Redaction rules that made `spec`.'),
  keyId: z.string().describe('Key of the hashes in `spec`.'),
  annotations: z.string().optional().describe('Keyed hash of its annotations, where they raise its generation.'),
  commit: z.string().optional(),
  version: z.string().optional(),
  service: z.string().optional().describe('The service that it runs.'),
  about: z.object({ entities: z.array(z.string()), scope: ChangeScope.optional() }).optional().describe('Whose it was when it was last seen, for when it is gone.'),
  writtenAt: z.string().optional().describe('When its last change was made.'),
  seenAt: z.string().describe('When this was known to be so.'),
  unfinished: Change.optional().describe('The last change, while its rollout has not succeeded.'),
  episode: Change.optional().describe('The moves of an autoscaler so far, while they follow one another.'),
  acts: z.record(z.string(), z.string()).optional().describe('What was done with it, by the phase that was last told.'),
  templates: z.array(z.string()).optional().describe('Hashes of the pod templates that it had, the present one last.'),
  derived: z.boolean().optional().describe('Another object\'s doing: none of its changes is told.'),
  deleted: z.boolean().optional(),
});
export type Known = z.output<typeof Known>;

/** A record of the topic: the projection and the statements that came of it, which may not have been appended yet. */
export const StateRecord = z.object({ known: Known, changes: z.array(Change).default([]) });
export type StateRecord = z.output<typeof StateRecord>;

/** How far a collector had come: one record for each cluster, kind and shard, under a uid that no object has. */
export const Marker = z.object({
  cluster: z.string(),
  kind: z.string(),
  seenUntil: z.string().describe('Up to when the cluster had been seen.'),
  positions: z.array(z.int()).describe('Per partition of the state topic: all records before it have had their changes appended.'),
  gaps: z.array(z.object({ from: z.string(), to: z.string().optional(), reason: z.string() })).default([]),
  shard: z.int().default(0),
  shards: z.int().default(1).describe('Among how many the cluster was shared then.'),
});
export type Marker = z.output<typeof Marker>;

/** The uid of a shard's marker. */
export const markerUid = (shard: number): string => (shard === 0 ? '' : `shard ${shard}`);
export const isMarker = (uid: string): boolean => uid === '' || uid.startsWith('shard ');

export const stateKey = (cluster: string, kind: string, uid: string): string => JSON.stringify([cluster, kind, uid]);

/** The kind under which alerts stand that have not been told to their end. */
export const ALERTS = 'alert of';
export const AlertRecord = z.object({ alert: Alert });

/** The kind under which stands which cluster has the name: one record for each kube-system uid that claims it. */
export const IDENTITIES = 'identity of';
export const Identity = z.object({ cluster: z.string(), uid: z.string(), since: z.string() });
export type Identity = z.output<typeof Identity>;
