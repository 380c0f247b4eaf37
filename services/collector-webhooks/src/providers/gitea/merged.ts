import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity, isCommit } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, commitPage, instanceOf, isMain } from './repository.js';
import type { PullRequest, Release } from './schema.js';
import type { Settings } from './settings.js';

/** A pull request that was merged into the default branch; joined to its push by the merge commit. */
export const fromPullRequest = ({ action, pull_request: pull, repository, sender }: PullRequest, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  if (action !== 'closed') return skip(`pull_request ${cut(action, 60)}`);
  if (pull.merged !== true) return skip('pull_request closed without a merge');
  const into = pull.base?.ref ?? pull.base_branch ?? undefined;
  if (into !== undefined && !isMain(into, repository, settings)) return skip(`pull_request merged into ${into}, not into the default branch`);
  const instance = instanceOf(repository);
  const commit = pull.merge_commit_sha ?? undefined;
  const from = pull.head?.ref ?? pull.head_branch ?? undefined;
  const before = pull.base?.sha;
  return ok([told({
    id: factId('change', 'gitea', instance, 'pull_request', pull.number),
    kind: 'code',
    phase: 'succeeded',
    began: instant(pull.merged_at) ?? instant(pull.updated_at) ?? receivedAt,
    source: { provider: 'gitea', instance, url: pull.html_url ?? repository.html_url ?? undefined },
    entities: [repository.full_name],
    actor: actorOf(pull.merged_by, sender),
    title: `${pull.title || `Pull request of ${from ?? 'a branch'}`} (#${pull.number})`,
    revision: commit === undefined ? undefined : { commit, ...(before && before !== commit ? { previous: { commit: before } } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: `Pull request #${pull.number}`, url: pull.html_url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commitPage(repository, commit) }],
    attributes: { pullRequest: pull.number, author: actorOf(pull.user)?.name, from, into, labels: (pull.labels ?? []).slice(0, 50).flatMap((label) => label.name ?? []) },
  }, receivedAt)]);
};

/** A release that was published. */
export const fromRelease = ({ action, release, repository, sender }: Release, { receivedAt }: Delivery<Settings>): Normalized => {
  if (action !== 'published' || release.draft === true) return skip(`release ${release.draft === true ? 'draft' : cut(action, 60)}`);
  const instance = instanceOf(repository);
  const commit = isCommit(release.target_commitish) ? release.target_commitish : undefined;
  const url = release.html_url ?? repository.html_url ?? undefined;
  return ok([told({
    id: factId('change', 'gitea', instance, 'release', release.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(release.published_at) ?? instant(release.created_at) ?? receivedAt,
    source: { provider: 'gitea', instance, url },
    entities: [repository.full_name],
    actor: actorOf(sender, release.author),
    title: `Release ${release.name || release.tag_name} of ${repository.full_name}`,
    revision: { version: release.tag_name, ...(commit === undefined ? {} : { commit }) },
    identities: commitIdentity(commit),
    links: [{ title: `Release ${release.tag_name}`, url }],
    attributes: { tag: release.tag_name, prerelease: release.prerelease ?? false },
  }, receivedAt)]);
};
