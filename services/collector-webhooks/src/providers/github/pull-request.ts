import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { PullRequest } from './schema.js';
import type { Settings } from './settings.js';

/** A pull request that was merged into the default branch. Its push tells the same commit; what it adds is the review and whose work it was. */
export const fromPullRequest = ({ action, pull_request: pull, repository, sender }: PullRequest, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const merged = pull.merged ?? Boolean(pull.merged_at);
  if (action !== 'closed') return skip(`pull_request ${cut(action, 60)}`);
  if (!merged) return skip('pull_request closed without a merge');
  const main = repository.default_branch;
  if (main && pull.base.ref !== main) return skip(`pull_request merged into ${pull.base.ref}, not into the default branch ${main}`);
  const began = instant(pull.merged_at) ?? instant(pull.closed_at);
  if (began === undefined) return reject('pull_request.merged_at is no time');

  const instance = instanceOf(repository);
  const commit = pull.merge_commit_sha ?? undefined;
  return ok([told({
    id: factId('change', 'github', instance, 'pull_request', pull.number),
    kind: 'code',
    phase: 'succeeded',
    began,
    source: { provider: 'github', instance, url: pull.html_url ?? repository.html_url },
    entities: entitiesOf(repository, settings),
    actor: actorOf([pull.merged_by, sender], pull.user),
    title: `${pull.title || `Pull request of ${pull.head.ref}`} (#${pull.number})`,
    revision: commit === undefined ? undefined : { commit, ...(pull.base.sha ? { previous: { commit: pull.base.sha } } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: `Pull request #${pull.number}`, url: pull.html_url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commit === undefined ? undefined : `${repository.html_url}/commit/${commit}` }],
    attributes: {
      pullRequest: pull.number,
      author: pull.user?.login,
      from: pull.head.ref,
      into: pull.base.ref,
      labels: (pull.labels ?? []).slice(0, 50).map((label) => label.name),
      commitCount: pull.commits ?? undefined,
      changedFiles: pull.changed_files ?? undefined,
      additions: pull.additions ?? undefined,
      deletions: pull.deletions ?? undefined,
    },
  }, receivedAt)]);
};
