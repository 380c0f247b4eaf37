import { factId, type ChangePhase } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isCommit, isVersion } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Deployed, DeploymentStatus } from './schema.js';
import type { Settings } from './settings.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  pending: 'started', queued: 'started', waiting: 'started', in_progress: 'started', success: 'succeeded', failure: 'failed', error: 'failed',
};

/** A deployment and every status of it are statements of one change, named by the deployment's id. */
export const fromDeployment = (deployed: Deployed, delivery: Delivery<Settings>): Normalized =>
  !deployed.action || deployed.action === 'created'
    ? statement(deployed, delivery, { phase: 'started', at: deployed.deployment.created_at })
    : skip(`deployment ${deployed.action}`);

export const fromDeploymentStatus = (told: DeploymentStatus, delivery: Delivery<Settings>): Normalized => {
  const { state, created_at: at } = told.deployment_status;
  // GitHub says it of the older deployment when a newer one has taken its place.
  if (state === 'inactive') return skip('deployment_status inactive: a newer deployment took its place');
  const phase = Object.hasOwn(phases, state) ? phases[state] : undefined;
  return phase === undefined ? skip(`deployment_status ${cut(state, 60)} is not one we know`) : statement(told, delivery, { phase, at }, told.deployment_status);
};

const statement = (
  { deployment, repository, sender, workflow_run: run }: Deployed,
  { receivedAt, settings }: Delivery<Settings>,
  now: { phase: ChangePhase; at: string },
  status?: DeploymentStatus['deployment_status'],
): Normalized => {
  const began = instant(deployment.created_at);
  const at = instant(now.at);
  if (began === undefined || at === undefined) return reject(`deployment.created_at is no time: ${cut(deployment.created_at, 60)}`);
  const instance = instanceOf(repository);
  const environment = status?.environment || deployment.environment || undefined;
  const page = [status?.log_url, status?.target_url, run?.html_url].find(Boolean) ?? `${repository.html_url}/deployments`;
  const { sha, ref } = deployment;
  return ok([told({
    id: factId('change', 'github', instance, 'deployment', deployment.id),
    kind: 'deployment',
    phase: now.phase,
    began,
    at,
    source: { provider: 'github', instance, url: page },
    environment,
    entities: entitiesOf(repository, settings, deployment.payload),
    actor: actorOf([deployment.creator, sender], run?.triggering_actor ?? run?.actor),
    title: ['Deploy', repository.name, ...(ref ? [shortRef(ref)] : []), ...(environment ? ['to', environment] : [])].join(' '),
    revision: sha || ref ? { ...(sha ? { commit: sha } : {}), ...(ref && isVersion(ref) ? { version: ref } : {}) } : undefined,
    identities: commitIdentity(sha),
    links: [
      { title: 'Deployment', url: page },
      { title: `Commit ${sha?.slice(0, 7)}`, url: sha ? `${repository.html_url}/commit/${sha}` : undefined },
      { title: 'Where it runs', url: status?.environment_url },
    ],
    attributes: {
      ref: ref ?? undefined,
      task: deployment.task || 'deploy',
      description: deployment.description ?? undefined,
      state: status === undefined ? undefined : cut(status.state, 60),
      stateDescription: status?.description ?? undefined,
    },
  }, receivedAt)]);
};

const shortRef = (ref: string): string => (isCommit(ref) ? ref.slice(0, 7) : ref);
