import { flatten } from '../../redact/flatten.js';
import type { Projecting, Seen } from '../kind.js';
import { commitOf, versionOf } from './revision.js';
import { rolloutOf } from './rollout.js';
import { Deployment } from './schema.js';
import { namedBy } from './service.js';
import { workloadOf } from './workload.js';
import { writersOf } from './writers.js';

/** What is kept of a Deployment. Everything of the spec is redacted here; status, managedFields and last-applied are only read. */
export const project = (object: unknown, { cluster, redactor, knownGeneration }: Projecting): Seen => {
  const it = Deployment.parse(object);
  const { uid, namespace, name, generation } = it.metadata;
  const commit = commitOf(it);
  const version = versionOf(it);
  const rollout = rolloutOf(it);
  return {
    uid,
    namespace,
    name,
    generation,
    ...(it.metadata.creationTimestamp ? { createdAt: it.metadata.creationTimestamp } : {}),
    ...(it.metadata.deletionTimestamp ? { deletedAt: it.metadata.deletionTimestamp } : {}),
    ...(knownGeneration(uid) === generation ? {} : { spec: flatten('spec', it.spec, redactor) }),
    ...(commit === undefined ? {} : { commit }),
    ...(version === undefined ? {} : { version }),
    writers: writersOf(it),
    ...(rollout === undefined ? {} : { rollout }),
    service: namedBy(it),
    workload: workloadOf(it, cluster),
  };
};
