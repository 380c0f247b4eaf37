import { factId } from '@culprit/domain';
import { after, isOneOf } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { listed, othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, type Said, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { title } from '../../provider/wording.js';
import { personOf, pullIdentity, pullIn } from './actor.js';
import { ServerPushedCommit, type RefsChanged, type ServerMerged, type ServerRepository } from './schema.js';
import type { Settings } from './settings.js';

interface Where {
  /** `SHOP/checkout`: what ids are made with, since old servers do not tell their host. */
  readonly path: string;
  readonly instance: string;
  readonly page: string | undefined;
}

const whereOf = ({ project, slug, links }: ServerRepository): Where => {
  const path = `${project.key}/${slug}`;
  const page = links?.self?.[0]?.href?.replace(/\/browse$/, '');
  const host = /^https?:\/\/([^/]{1,200})\//.exec(page ?? '')?.[1];
  return { path, instance: host === undefined ? path : `${host}/${path}`, page };
};

/** Each branch and tag that was pushed to a Data Center is a change of its own, at the time that the server tells. */
export const fromRefsChanged = (push: RefsChanged, delivery: Delivery<Settings>): Normalized => {
  const said = push.changes.map((change) => fromRef(change, push, delivery));
  const events = said.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  if (events.length > 0) return ok(events);
  return skip(said.length === 0 ? 'a push of nothing' : said.slice(0, 5).join('; '));
};

const fromRef = ({ ref, fromHash, toHash, type }: RefsChanged['changes'][number], push: RefsChanged, { receivedAt, settings }: Delivery<Settings>): Said | string => {
  const tag = after('refs/tags/', ref.id);
  const branch = after('refs/heads/', ref.id);
  if (type === 'DELETE' || isNothing(toHash)) return `${ref.id} was deleted`;
  if (tag === undefined && (branch === undefined || !isOneOf(settings.branches, branch))) return `push to ${ref.id}, not to a branch of the settings`;

  const { path, instance, page } = whereOf(push.repository);
  // Of an annotated tag `toHash` is the tag itself; servers since 7.14 tell the commit beside.
  const commit = tag !== undefined && push.changes.length === 1 && push.toCommit ? push.toCommit.id : toHash;
  const commits = (push.commits ?? []).slice(0, 20).flatMap((each) => ServerPushedCommit.safeParse(each).data ?? []);
  const head = [push.toCommit, ...commits].find((each) => each?.id === commit);
  const pull = tag === undefined ? pullIn(head?.message) ?? /^Pull request #(\d{1,10}):/.exec((head?.message ?? '').slice(0, 100))?.[1] : undefined;
  const url = page === undefined ? undefined : `${page}/commits/${commit}`;
  return told({
    id: factId('change', 'bitbucket', path, 'push', toHash, ref.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(push.date) ?? receivedAt,
    source: { provider: 'bitbucket', instance, url },
    entities: [path],
    actor: personOf(push.actor),
    title: tag === undefined ? title(head?.message ?? '') || `Push to ${branch} of ${path}` : `Tag ${tag} of ${path}`,
    revision: { commit, ...(tag === undefined ? {} : { version: tag }), ...(fromHash && !isNothing(fromHash) ? { previous: { commit: fromHash } } : {}) },
    identities: [...commitIdentity(commit), ...(pull === undefined ? [] : [pullIdentity(path, pull)])],
    links: [
      { title: 'What was pushed', url: page === undefined || !fromHash || isNothing(fromHash) ? undefined : `${page}/compare/commits?sourceBranch=${toHash}&targetBranch=${fromHash}` },
      { title: `Commit ${commit.slice(0, 7)}`, url },
    ],
    attributes: { ref: ref.id, commits: commits.map(({ id, message, author, committerTimestamp }) => ({ sha: id, title: title(message ?? ''), author: author?.name ?? '', at: instant(committerTimestamp) ?? null, ...othersIn(message, author) })) },
  }, receivedAt);
};

export const fromServerMerged = ({ pullRequest: pull, actor, date }: ServerMerged, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const into = after('refs/heads/', pull.toRef.id) ?? pull.toRef.id;
  if (!isOneOf(settings.branches, into)) return skip(`pull request merged into ${into}, not into a branch of the settings`);
  const { path, instance, page } = whereOf(pull.toRef.repository);
  const commit = pull.properties?.mergeCommit?.id;
  const url = pull.links?.self?.[0]?.href;
  return ok([told({
    id: factId('change', 'bitbucket', path, 'pullrequest', pull.id),
    kind: 'code',
    phase: 'succeeded',
    began: instant(pull.closedDate) ?? instant(date) ?? instant(pull.updatedDate) ?? receivedAt,
    source: { provider: 'bitbucket', instance, url: url ?? page },
    entities: [path],
    actor: personOf(actor),
    title: `${pull.title || `Pull request of ${pull.fromRef?.displayId ?? 'a branch'}`} (#${pull.id})`,
    revision: commit === undefined ? undefined : { commit, ...(pull.toRef.latestCommit ? { previous: { commit: pull.toRef.latestCommit } } : {}) },
    identities: [...commitIdentity(commit), pullIdentity(path, pull.id)],
    links: [{ title: `Pull request #${pull.id}`, url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commit === undefined || page === undefined ? undefined : `${page}/commits/${commit}` }],
    attributes: { pullRequest: pull.id, author: personOf(pull.author?.user)?.name, approvers: listed((pull.reviewers ?? []).filter(({ approved }) => approved === true).map(({ user }) => personOf(user)?.name)), from: pull.fromRef?.displayId ?? undefined, into },
  }, receivedAt)]);
};
