import { factId } from '@culprit/domain';
import { after } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { listed, othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, type Said, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { actorOf, isMain, organisationOf, pageOf, pathOf } from './place.js';
import { PushedCommit, type Envelope, type PullRequest, type Push, type Repository } from './schema.js';
import type { Settings } from './settings.js';

const COMMITS_KEPT = 20;

const whereOf = (envelope: Envelope, repository: Repository): { path: string; page: string | undefined } => ({
  path: pathOf(organisationOf(envelope, repository.remoteUrl, repository.url), repository.project.name, repository.name),
  page: pageOf(repository),
});

/** Each branch and tag of a push is a change of its own. */
export const fromPush = (push: Push, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  const said = push.refUpdates.map((update) => fromRef(update, push, envelope, delivery));
  const events = said.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  if (events.length > 0) return ok(events);
  return skip(said.length === 0 ? 'a push of nothing' : said.slice(0, 5).join('; '));
};

const fromRef = ({ name: ref, oldObjectId: before, newObjectId: now }: Push['refUpdates'][number], push: Push, envelope: Envelope, { receivedAt, settings }: Delivery<Settings>): Said | string => {
  const { repository } = push;
  const tag = after('refs/tags/', ref);
  if (isNothing(now)) return `${ref} was deleted`;
  if (tag === undefined && !isMain(ref, repository.defaultBranch, settings)) return `push to ${ref}, not to the default branch`;
  const { path, page } = whereOf(envelope, repository);
  const commits = (push.commits ?? []).slice(0, COMMITS_KEPT).flatMap((each) => PushedCommit.safeParse(each).data ?? []);
  const head = commits.find(({ commitId }) => commitId === now);
  const url = page === undefined ? undefined : `${page}/commit/${now}`;
  return told({
    id: factId('change', 'azuredevops', repository.id, 'push', push.pushId, ref),
    kind: 'code',
    phase: 'succeeded',
    began: instant(push.date) ?? instant(envelope.createdDate) ?? receivedAt,
    source: { provider: 'azuredevops', instance: path, url },
    entities: [path],
    actor: actorOf(push.pushedBy),
    title: tag === undefined ? title(head?.comment ?? '') || `Push to ${ref.replace('refs/heads/', '')} of ${path}` : `Tag ${tag} of ${path}`,
    revision: { commit: now, ...(tag === undefined ? {} : { version: tag }), ...(before && !isNothing(before) ? { previous: { commit: before } } : {}) },
    identities: commitIdentity(now),
    links: [
      { title: 'What was pushed', url: page === undefined || !before || isNothing(before) ? undefined : `${page}/branchCompare?baseVersion=GC${before}&targetVersion=GC${now}` },
      { title: `Commit ${now.slice(0, 7)}`, url },
    ],
    attributes: {
      ref, push: push.pushId,
      commits: commits.map(({ commitId, comment, author }) => ({ sha: commitId, title: title(comment ?? ''), author: cut(author?.name ?? '', 200), at: instant(author?.date) ?? null, ...othersIn(comment, author) })),
    },
  }, receivedAt);
};

/** A vote of 10 approves, of 5 approves with suggestions; a group votes by its people. */
const approversOf = ({ reviewers }: PullRequest): string[] | undefined =>
  listed((reviewers ?? []).filter(({ vote, isContainer }) => isContainer !== true && (vote ?? 0) >= 5).map((reviewer) => actorOf(reviewer)?.name));

/** A pull request that was completed. Azure DevOps says `merged` of every trial merge as well, while the request is active. */
export const fromPullRequest = (pull: PullRequest, envelope: Envelope, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { repository } = pull;
  if (pull.status !== 'completed') return skip(`pull request ${cut(pull.status ?? 'of no status', 60)}: not completed`);
  if (pull.mergeStatus && pull.mergeStatus !== 'succeeded') return skip(`pull request whose merge ${cut(pull.mergeStatus, 60)}`);
  const into = pull.targetRefName ?? undefined;
  if (into !== undefined && !isMain(into, repository.defaultBranch, settings)) return skip(`pull request completed into ${into}, not into the default branch`);
  const { path, page } = whereOf(envelope, repository);
  const commit = pull.lastMergeCommit?.commitId ?? undefined;
  const before = pull.lastMergeTargetCommit?.commitId;
  const url = pull._links?.web?.href ?? (page === undefined ? undefined : `${page}/pullrequest/${pull.pullRequestId}`);
  return ok([told({
    id: factId('change', 'azuredevops', repository.id, 'pullrequest', pull.pullRequestId),
    kind: 'code',
    phase: 'succeeded',
    began: instant(pull.closedDate) ?? instant(envelope.createdDate) ?? receivedAt,
    source: { provider: 'azuredevops', instance: path, url },
    entities: [path],
    actor: actorOf(pull.closedBy, pull.autoCompleteSetBy, pull.createdBy),
    title: `${pull.title || 'Pull request'} (!${pull.pullRequestId})`,
    revision: commit === undefined ? undefined : { commit, ...(before ? { previous: { commit: before } } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: `Pull request ${pull.pullRequestId}`, url }, { title: `Commit ${commit?.slice(0, 7)}`, url: page === undefined || commit === undefined ? undefined : `${page}/commit/${commit}` }],
    attributes: { pullRequest: pull.pullRequestId, author: actorOf(pull.createdBy)?.name, approvers: approversOf(pull), from: pull.sourceRefName ?? undefined, into },
  }, receivedAt)]);
};
