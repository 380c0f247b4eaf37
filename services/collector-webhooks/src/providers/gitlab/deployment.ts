import { factId, type ChangePhase } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isVersion } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, whereOf } from './project.js';
import type { Deployment } from './schema.js';
import type { Settings } from './settings.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  created: 'started', running: 'started', blocked: 'started', approved: 'started', success: 'succeeded', failed: 'failed', canceled: 'failed', rejected: 'failed',
};

/** Every status of a deployment is a statement of one change, named by its id. Each tells only when it itself began. */
export const fromDeployment = (deployment: Deployment, { receivedAt }: Delivery<Settings>): Normalized => {
  const where = whereOf(deployment);
  if (where === undefined) return reject('no project.path_with_namespace');
  const phase = Object.hasOwn(phases, deployment.status) ? phases[deployment.status] : undefined;
  if (phase === undefined) return skip(`deployment ${cut(deployment.status, 60)}: it did nothing`);
  // Servers before 14.1 name only the job.
  const which = deployment.deployment_id ?? deployment.deployable_id;
  if (which === undefined || which === null) return reject('neither deployment_id nor deployable_id');
  const began = instant(deployment.status_changed_at) ?? receivedAt;

  const environment = deployment.environment ?? undefined;
  const commit = /\/commit\/([0-9a-f]{40,64})$/.exec(deployment.commit_url ?? '')?.[1];
  const ref = deployment.ref ?? undefined;
  const known = commit ?? deployment.short_sha ?? undefined;
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'deployment', which),
    kind: 'deployment',
    phase,
    began,
    source: { provider: 'gitlab', instance: where.instance, url: deployment.deployable_url ?? deployment.commit_url ?? undefined },
    environment,
    entities: [where.path],
    actor: actorOf(deployment.user),
    title: ['Deploy', where.path.slice(where.path.lastIndexOf('/') + 1), ...(ref ? [ref] : []), ...(environment ? ['to', environment] : [])].join(' '),
    revision: known === undefined ? undefined : { commit: known, ...(ref && isVersion(ref) ? { version: ref } : {}) },
    identities: commitIdentity(commit),
    links: [
      { title: 'Job', url: deployment.deployable_url },
      { title: `Commit ${known?.slice(0, 7)}`, url: deployment.commit_url },
      { title: 'Where it runs', url: deployment.environment_external_url },
    ],
    attributes: {
      ref, status: cut(deployment.status, 60), tier: deployment.environment_tier ?? undefined, commitTitle: deployment.commit_title ?? undefined,
      approver: deployment.approver?.username ?? undefined,
    },
  }, receivedAt)]);
};
