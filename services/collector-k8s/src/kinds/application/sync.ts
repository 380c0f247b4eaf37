import { factId, timeOf, type Actor, type ChangePhase } from '@culprit/domain';
import type { Act } from '../kind.js';
import { entityOf, type Meta } from '../meta.js';
import type { Application } from './schema.js';

const phases: Readonly<Record<string, ChangePhase>> = { Running: 'started', Terminating: 'started', Succeeded: 'succeeded', Failed: 'failed', Error: 'failed' };
/** What comes and goes with every sync is no lasting thing. */
const PASSING = new Set(['Pod', 'Job', 'ReplicaSet', 'Event', 'Endpoints', 'EndpointSlice', 'ControllerRevision', 'Workflow']);
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Rollout']);
const COMMIT = /^[0-9a-f]{40}$/;

type Status = NonNullable<Application['status']>;
type Operation = NonNullable<Status['operationState']>;

const revisionsOf = ({ syncResult, operation }: Operation): string[] => {
  const all = [syncResult?.revisions, [syncResult?.revision], operation?.sync?.revisions, [operation?.sync?.revision]];
  return all.map((list) => (list ?? []).flatMap((each) => (each ? [each] : []))).find((list) => list.length > 0) ?? [];
};

/** What ran before: the newest of the history that began before this operation. */
const beforeOf = ({ history }: Status, start: string): string | undefined => {
  const started = (past: NonNullable<Status['history']>[number]): string => past.deployStartedAt ?? past.deployedAt ?? '';
  const [last] = (history ?? []).filter((past) => started(past) !== '' && started(past) < start).sort((a, b) => (started(b) < started(a) ? -1 : 1));
  return last?.revision || last?.revisions?.[0] || undefined;
};

/** A person, a role of a project, or Argo CD by itself. */
const actorOf = ({ operation }: Operation): Actor => {
  const { username, automated } = operation?.initiatedBy ?? {};
  if (!username) return { name: 'argocd', kind: automated === true ? 'automation' : 'unknown', basis: 'sender' };
  return { name: username, kind: /^proj:[^:]+:/.test(username) ? 'automation' : 'human', basis: 'sender' };
};

const touched = (status: Status, { syncResult }: Operation): string[] => {
  const applied = (syncResult?.resources ?? []).filter(({ kind, hookType }) => !hookType && !PASSING.has(kind));
  const all = applied.length > 0 ? applied : (status.resources ?? []).filter(({ kind }) => WORKLOADS.has(kind));
  return [...all.filter(({ kind }) => WORKLOADS.has(kind)), ...all.filter(({ kind }) => !WORKLOADS.has(kind))].map(({ namespace, kind, name }) => entityOf(namespace, kind, name)).slice(0, 200);
};

const short = (revision: string): string => (COMMIT.test(revision) ? revision.slice(0, 7) : revision.slice(0, 60));

/** The last sync, one fact in all its phases: named by the Application's uid and the operation's start, as Argo CD's webhook tells it. */
export const syncOf = ({ metadata, status }: Application & { readonly metadata: Meta }): Act[] => {
  const operation = status?.operationState;
  const phase = operation && Object.hasOwn(phases, operation.phase) ? phases[operation.phase] : undefined;
  if (!status || !operation || phase === undefined || operation.operation?.sync?.dryRun === true) return [];
  const { startedAt } = operation;
  // Kubernetes writes whole seconds: an end in the second of the start must still be the later statement
  const end = operation.finishedAt && operation.finishedAt > startedAt ? operation.finishedAt : timeOf(Date.parse(startedAt) + 1);
  const revisions = revisionsOf(operation);
  const [revision] = revisions;
  const before = beforeOf(status, startedAt);
  const rollback = before !== undefined && before !== revision && (status.history ?? []).some((past) => past.revision === revision && (past.deployStartedAt ?? past.deployedAt ?? startedAt) < startedAt);
  const commits = revisions.filter((each) => COMMIT.test(each));
  return [{
    key: `sync ${startedAt}`,
    id: factId('change', 'argocd', metadata.uid, 'sync', startedAt),
    source: { provider: 'argocd', instance: metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name },
    title: `${rollback ? 'Roll back' : 'Sync'} ${metadata.name}${revision === undefined ? '' : ` to ${short(revision)}`}`,
    phase,
    startedAt,
    at: phase === 'started' ? startedAt : end,
    actor: actorOf(operation),
    ...(commits[0] === undefined ? {} : { commit: commits[0] }),
    ...(revision === undefined || commits[0] === revision ? {} : { version: revision.slice(0, 200) }),
    ...(before === undefined || before === revision ? {} : { before }),
    identities: [`argocd:${metadata.uid}:${startedAt}`, ...commits.map((sha) => `commit:${sha}`)],
    entities: [...touched(status, operation), `argocd:application/${metadata.name}`],
    attributes: { application: metadata.name, operationPhase: operation.phase, ...(rollback ? { rollback } : {}) },
  }];
};
