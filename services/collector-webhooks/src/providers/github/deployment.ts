import { factId, type Change, type ChangePhase } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Deployed, DeploymentStatus } from './schema.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  pending: 'started', queued: 'started', waiting: 'started', in_progress: 'started', success: 'succeeded', failure: 'failed', error: 'failed',
};

/** A deployment and every status of it are statements of one change, named by the deployment's id. */
export const fromDeployment = (deployed: Deployed, delivery: Delivery): Normalized =>
  deployed.action === undefined || deployed.action === 'created'
    ? statement(deployed, delivery, { phase: 'started', at: deployed.deployment.created_at })
    : skip(`deployment ${deployed.action}`);

export const fromDeploymentStatus = (told: DeploymentStatus, delivery: Delivery): Normalized => {
  const { state, created_at: at } = told.deployment_status;
  // GitHub says it of the older deployment when a newer one has taken its place.
  if (state === 'inactive') return skip('deployment_status inactive: a newer deployment took its place');
  const phase = phases[state];
  return phase === undefined ? skip(`deployment_status ${cut(state, 60)} is not one we know`) : statement(told, delivery, { phase, at }, told.deployment_status);
};

const statement = (
  { deployment, repository, sender, workflow_run: run }: Deployed,
  { receivedAt }: Delivery,
  now: { phase: ChangePhase; at: string },
  status?: DeploymentStatus['deployment_status'],
): Normalized => {
  const occurredAt = instant(deployment.created_at);
  const updatedAt = instant(now.at);
  if (occurredAt === undefined || updatedAt === undefined) return reject(`deployment.created_at is no time: ${cut(deployment.created_at, 60)}`);
  const instance = instanceOf(repository);
  const environment = status?.environment || deployment.environment || undefined;
  const page = [status?.log_url, status?.target_url, run?.html_url].find((url) => Boolean(url)) ?? `${repository.html_url}/deployments`;
  const actor = actorOf([deployment.creator, sender], run?.triggering_actor ?? run?.actor);
  const change: Change = {
    id: factId('change', 'github', instance, 'deployment', String(deployment.id)),
    parser: 1,
    kind: 'deployment',
    phase: now.phase,
    phases: [{ phase: now.phase, at: updatedAt }],
    occurredAt,
    ...(now.phase === 'started' ? {} : { finishedAt: updatedAt }),
    updatedAt,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'github', instance, url: page },
    ...(environment ? { environment } : {}),
    services: [],
    entities: entitiesOf(repository, deployment.payload),
    ...(actor === undefined ? {} : { actor }),
    title: title(`Deploy ${repository.name} ${shortRef(deployment.ref)}${environment ? ` to ${environment}` : ''}`),
    diff: [],
    revision: { commit: deployment.sha, ...(/^v?\d+(\.\d+)+/.test(deployment.ref) ? { version: deployment.ref } : {}) },
    identities: [`commit:${deployment.sha}`],
    links: [
      { title: 'Deployment', url: page },
      { title: `Commit ${deployment.sha.slice(0, 7)}`, url: `${repository.html_url}/commit/${deployment.sha}` },
      ...(status?.environment_url ? [{ title: 'Where it runs', url: status.environment_url }] : []),
    ],
    attributes: {
      ref: deployment.ref,
      task: deployment.task ?? 'deploy',
      ...(deployment.description ? { description: cut(deployment.description, 1000) } : {}),
      ...(status === undefined ? {} : { state: status.state, ...(status.description ? { stateDescription: cut(status.description, 1000) } : {}) }),
    },
  };
  return ok([{ kind: 'change', event: change }]);
};

const shortRef = (ref: string): string => (/^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 7) : ref);
