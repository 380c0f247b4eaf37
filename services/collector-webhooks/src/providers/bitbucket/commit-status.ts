import { factId, type ChangePhase } from '@culprit/domain';
import { isOneOf } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { deploysTo } from '../../provider/deploys.js';
import { commitIdentity, isVersion } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf } from './actor.js';
import type { CommitStatus } from './schema.js';
import type { Settings } from './settings.js';

const phases: Readonly<Record<string, ChangePhase>> = { INPROGRESS: 'started', SUCCESSFUL: 'succeeded', FAILED: 'failed', STOPPED: 'failed' };

/** A build of a commit, by Pipelines or by another builder: named by the commit and the build's key, as the API names it. */
export const fromCommitStatus = ({ commit_status: status, repository, actor }: CommitStatus, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const what = status.name || status.key;
  const environment = deploysTo(settings.deploys, status.name, status.key);
  const branch = status.refname;
  if (environment === undefined && branch && branch !== repository.mainbranch?.name && !isOneOf(settings.branches, branch) && !isVersion(branch)) return skip(`build of ${branch}, not of the default branch`);
  const phase = Object.hasOwn(phases, status.state) ? phases[status.state] : undefined;
  if (phase === undefined) return skip(`build ${cut(status.state, 60)} is not one we know`);
  const began = instant(status.created_on);
  if (began === undefined) return reject('commit_status.created_on is no time');
  const commit = status.commit?.hash ?? /\/commit\/([0-9a-f]{7,64})$/.exec(status.links?.commit?.href ?? '')?.[1];
  if (commit === undefined) return reject('neither commit_status.commit nor its link');

  const page = repository.links?.html?.href;
  const updated = instant(status.updated_on);
  return ok([told({
    id: factId('change', 'bitbucket', repository.full_name, 'commit_status', commit, status.key),
    kind: environment === undefined ? 'job' : 'deployment',
    phase,
    began,
    at: updated !== undefined && updated > began ? updated : began,
    source: { provider: 'bitbucket', instance: repository.full_name, url: status.url ?? page ?? undefined },
    environment,
    entities: [repository.full_name],
    actor: actorOf(actor),
    title: `${cut(what, 150)} of ${repository.full_name}${branch ? ` at ${branch}` : ''}`,
    revision: { commit, ...(branch && isVersion(branch) ? { version: branch } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: 'Build', url: status.url }, { title: `Commit ${commit.slice(0, 7)}`, url: page ? `${page}/commits/${commit}` : undefined }],
    attributes: { build: status.key, ref: branch ?? undefined, state: cut(status.state, 60), description: status.description ?? undefined },
  }, receivedAt)]);
};
