import { factId, imageIdentities, type Actor, type Change, type ChangePhase, type DiffEntry } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { endAfter, instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { entitiesOf, entityOf, environmentOf, instanceOf, isLasting, isWorkload, pageOf, placeOf } from './application.js';
import { ownImages } from './images.js';
import type { Application, History, OperationState, Resource, Settings } from './schema.js';

const phases: Readonly<Record<string, ChangePhase>> = { Running: 'started', Terminating: 'started', Succeeded: 'succeeded', Failed: 'failed', Error: 'failed' };

/** Every phase of one operation is a statement of one change, named by the Application's uid and the operation's start: the object in the cluster names both too. */
export const fromSync = (app: Application, argocdUrl: string | undefined, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const operation = app.status?.operationState;
  if (operation === null || operation === undefined) return skip(`application ${app.metadata.name} was never synced`);
  const phase = Object.hasOwn(phases, operation.phase) ? phases[operation.phase] : undefined;
  if (phase === undefined) return skip(`operation phase ${operation.phase} is not one we know`);
  if (operation.operation?.sync?.dryRun === true) return skip('a dry run: nothing was applied');
  const occurredAt = instant(operation.startedAt);
  if (occurredAt === undefined) return reject(`operationState.startedAt is no time: ${cut(operation.startedAt, 60)}`);
  const finishedAt = phase === 'started' ? undefined : endAfter(occurredAt, instant(operation.finishedAt) ?? occurredAt);
  const healthyAt = phase === 'succeeded' ? healthySince(app, finishedAt ?? occurredAt) : undefined;
  const updatedAt = healthyAt ?? finishedAt ?? occurredAt;

  const { uid, name } = app.metadata;
  const revisions = revisionsOf(operation);
  const before = previousOf(app.status?.history ?? [], occurredAt);
  const images = ownImages(app.status?.summary?.images ?? [], name);
  const page = pageOf(argocdUrl, app);
  const commits = revisions.filter((each) => /^[0-9a-f]{40}$/.test(each));
  const rollback = before !== undefined && before.revision !== revisions[0] && (app.status?.history ?? []).some((past) => past.revision === revisions[0] && isBefore(past, occurredAt));
  const change: Change = {
    id: factId('change', 'argocd', uid, 'sync', occurredAt),
    parser: 2,
    kind: 'deployment',
    phase,
    phases: [{ phase, at: finishedAt ?? occurredAt }, ...(healthyAt === undefined ? [] : [{ phase, at: healthyAt }])],
    occurredAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    updatedAt,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'argocd', instance: instanceOf(app), ...(page === undefined ? {} : { url: page }) },
    ...environmentOf(app),
    ...placeOf(app, settings),
    services: [],
    entities: entitiesOf(app, touched(app, operation)),
    ...actorOf(operation),
    title: title(`${rollback ? 'Roll back' : 'Sync'} ${name}${revisions[0] === undefined ? '' : ` to ${short(revisions[0])}`}`),
    diff: diffOf(revisions, before, operation.syncResult?.resources ?? []),
    revision: {
      ...(commits[0] === undefined ? {} : { commit: commits[0] }),
      ...(revisions[0] === undefined || commits[0] === revisions[0] ? {} : { version: revisions[0] }),
      ...(images[0] === undefined ? {} : { image: images[0] }),
      ...(before?.revision === undefined || before.revision === revisions[0] ? {} : { previous: /^[0-9a-f]{40}$/.test(before.revision) ? { commit: before.revision } : { version: before.revision } }),
    },
    identities: [...new Set([`argocd:${uid}:${occurredAt}`, ...commits.map((sha) => `commit:${sha}`), ...(bringsImages(operation) ? images.flatMap(imageIdentities) : [])])],
    links: page === undefined ? [] : [{ title: `Argo CD: ${name}`, url: page }],
    attributes: attributesOf(app, operation, { healthyAt, rollback }),
  };
  return ok([{ kind: 'change', event: change }]);
};

const revisionsOf = ({ syncResult, operation }: OperationState): string[] => {
  const all = [syncResult?.revisions, [syncResult?.revision], operation?.sync?.revisions, [operation?.sync?.revision]];
  return all.map((list) => (list ?? []).filter((each) => each !== undefined)).find((list) => list.length > 0) ?? [];
};

const short = (revision: string): string => (/^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : cut(revision, 60));

const isBefore = ({ deployStartedAt, deployedAt }: History, start: string): boolean => {
  const at = instant(deployStartedAt) ?? instant(deployedAt);
  return at !== undefined && at < start;
};

/** What ran before this operation: the newest of the history that began before it. */
const previousOf = (history: readonly History[], start: string): { revision: string } | undefined => {
  const [last] = history.filter((past) => isBefore(past, start)).sort((a, b) => ((instant(b.deployedAt) ?? '') < (instant(a.deployedAt) ?? '') ? -1 : 1));
  const revision = last?.revision ?? last?.revisions[0];
  return revision === undefined ? undefined : { revision };
};

/** The sync has been healthy since; only when that came after the sync's own end. */
const healthySince = (app: Application, end: string): string | undefined => {
  const health = app.status?.health;
  const since = health?.status === 'Healthy' ? instant(health.lastTransitionTime) : undefined;
  return since !== undefined && since > end ? since : undefined;
};

const unchanged = ({ message }: Resource): boolean => message !== undefined && / unchanged$/.test(message);

/** What the sync applied, else what the Application consists of; the workloads also where only their neighbours changed. */
const touched = (app: Application, { syncResult }: OperationState): Resource[] => {
  const applied = (syncResult?.resources ?? []).filter(isLasting);
  if (applied.length === 0) return (app.status?.resources ?? []).filter((each) => isLasting(each) && isWorkload(each));
  return applied.filter((each) => isWorkload(each) || !unchanged(each));
};

/** A sync that left the workloads as they were brought no image: what it is known by must not make one change of it and of the sync that did. */
const bringsImages = ({ syncResult }: OperationState): boolean => {
  const applied = (syncResult?.resources ?? []).filter(isLasting);
  return applied.length === 0 || applied.some((each) => isWorkload(each) && !unchanged(each));
};

const verb = /(?:^| )(created|configured|pruned|replaced|serverside-applied|force-replaced)(?: |$|\.)/;
const DIFF_ENTRIES = 50;

const diffOf = (revisions: readonly string[], before: { revision: string } | undefined, resources: readonly Resource[]): DiffEntry[] => [
  ...(revisions[0] !== undefined && before !== undefined && before.revision !== revisions[0] ? [{ path: 'revision', before: before.revision, after: revisions[0] }] : []),
  ...resources.flatMap((each): DiffEntry[] => {
    const did = each.status === 'Pruned' ? 'pruned' : verb.exec(each.message ?? '')?.[1];
    // Server-side apply says the same of what it changed and of what it left.
    return did === undefined || did === 'serverside-applied' || each.hookType !== undefined ? [] : [{ path: entityOf(each), after: did }];
  }).slice(0, DIFF_ENTRIES),
];

/** A person, a role of a project, or Argo CD by itself. */
const actorOf = ({ operation }: OperationState): { actor?: Actor } => {
  const { username, automated } = operation?.initiatedBy ?? {};
  if (username === undefined) return { actor: { name: 'argocd', kind: automated === true ? 'automation' : 'unknown', basis: 'sender' } };
  return { actor: { name: username, kind: /^proj:[^:]+:/.test(username) ? 'automation' : 'human', basis: 'sender' } };
};

const attributesOf = (app: Application, { message, phase, retryCount, syncResult }: OperationState, { healthyAt, rollback }: { healthyAt: string | undefined; rollback: boolean }): Change['attributes'] => {
  const source = app.spec.source ?? app.spec.sources[0];
  const revisions = syncResult?.revisions ?? [];
  return {
    application: app.metadata.name,
    operationPhase: phase,
    ...(message === undefined ? {} : { message }),
    ...(app.spec.project === undefined ? {} : { project: app.spec.project }),
    ...(source?.repoURL === undefined ? {} : { repository: source.repoURL.replace(/\/\/[^/@]*@/, '//') }),
    ...(source?.path === undefined ? {} : { path: source.path }),
    ...(source?.chart === undefined ? {} : { chart: source.chart }),
    ...(source?.targetRevision === undefined ? {} : { targetRevision: source.targetRevision }),
    ...(revisions.length > 1 ? { revisions } : {}),
    ...(app.spec.destination?.server === undefined ? {} : { server: app.spec.destination.server }),
    images: (app.status?.summary?.images ?? []).slice(0, 20),
    ...(syncResult === undefined ? {} : { resources: syncResult.resources.length }),
    ...(typeof retryCount === 'number' && Number.isFinite(retryCount) && retryCount > 0 ? { retries: retryCount } : {}),
    ...(healthyAt === undefined ? {} : { healthyAt }),
    ...(rollback ? { rollback } : {}),
  };
};
