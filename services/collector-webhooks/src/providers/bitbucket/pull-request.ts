import { factId } from '@culprit/domain';
import { isOneOf } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { listed } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { actorOf, pullIdentity } from './actor.js';
import type { PullRequest } from './schema.js';
import type { Settings } from './settings.js';

/** A pull request of Bitbucket Cloud was merged. */
export const fromPullRequest = ({ pullrequest: pull, repository, actor }: PullRequest, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const into = pull.destination.branch.name;
  const main = repository.mainbranch?.name;
  if (!(main ? into === main : isOneOf(settings.branches, into))) return skip(`pull request merged into ${into}, not into the default branch`);
  const commit = pull.merge_commit?.hash;
  const page = repository.links?.html?.href;
  const url = pull.links?.html?.href;
  return ok([told({
    id: factId('change', 'bitbucket', repository.full_name, 'pullrequest', pull.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(pull.updated_on) ?? receivedAt,
    source: { provider: 'bitbucket', instance: repository.full_name, url: url ?? page ?? undefined },
    entities: [repository.full_name],
    actor: actorOf(pull.closed_by, actor),
    title: `${pull.title || `Pull request of ${pull.source?.branch?.name ?? 'a branch'}`} (#${pull.id})`,
    revision: commit === undefined ? undefined : { commit, ...(pull.destination.commit ? { previous: { commit: pull.destination.commit.hash } } : {}) },
    identities: [...commitIdentity(commit), pullIdentity(repository.full_name, pull.id)],
    links: [{ title: `Pull request #${pull.id}`, url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commit !== undefined && page ? `${page}/commits/${commit}` : undefined }],
    attributes: { pullRequest: pull.id, author: actorOf(pull.author)?.name, approvers: listed((pull.participants ?? []).filter(({ approved }) => approved === true).map(({ user }) => actorOf(user)?.name)), from: pull.source?.branch?.name ?? undefined, into },
  }, receivedAt)]);
};
