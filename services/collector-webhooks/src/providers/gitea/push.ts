import { factId } from '@culprit/domain';
import { after } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { subjectOf, touched } from '../../provider/paths.js';
import { title } from '../../provider/wording.js';
import { actorOf, commitPage, instanceOf, isMain } from './repository.js';
import { PushedCommit, type Commit, type Created, type Push } from './schema.js';
import type { Settings } from './settings.js';

const COMMITS_KEPT = 20;

/** A push to the default branch, or of a tag. Nobody says when it was pushed: the time is that of the commit, which a merge makes as it is pushed. */
export const fromPush = (push: Push, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { repository } = push;
  const tag = after('refs/tags/', push.ref);
  // Old ones of Gogs name the branch alone.
  const branch = tag === undefined ? after('refs/heads/', push.ref) ?? push.ref : undefined;
  if (isNothing(push.after)) return skip(`${push.ref} was deleted`);
  if (branch !== undefined && !isMain(branch, repository, settings)) return skip(`push to ${push.ref}, not to the default branch`);

  const instance = instanceOf(repository);
  const commits = (push.commits ?? []).flatMap((each, i) => (i < COMMITS_KEPT ? PushedCommit.safeParse(each).data ?? [] : []));
  const head = push.head_commit ?? commits.find(({ id }) => id === push.after);
  const commit = head?.id ?? push.after;
  const committed = instant(head?.timestamp);
  const touch = touched(tag === undefined ? settings.paths : {}, push.commits ?? []);
  return ok([told({
    id: factId('change', 'gitea', instance, 'push', push.after, push.ref),
    kind: 'code',
    phase: 'succeeded',
    began: committed ?? receivedAt,
    source: { provider: 'gitea', instance, url: head?.url ?? commitPage(repository, commit) ?? push.compare_url ?? undefined },
    ...subjectOf(touch, [repository.full_name]),
    actor: actorOf(push.sender, push.pusher),
    title: tag === undefined ? titleOf(head) || `Push to ${push.ref}` : `Tag ${tag} of ${repository.full_name}`,
    revision: { commit, ...(tag === undefined ? {} : { version: tag }), ...(push.before && !isNothing(push.before) ? { previous: { commit: push.before } } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: 'What was pushed', url: push.compare_url }, { title: `Commit ${commit.slice(0, 7)}`, url: head?.url ?? commitPage(repository, commit) }],
    attributes: {
      ref: push.ref,
      commitCount: push.total_commits ?? push.commits?.length ?? 0,
      commits: commits.map((each) => ({ sha: each.id, title: titleOf(each), author: title(each.author?.username || each.author?.name || ''), at: instant(each.timestamp) ?? null, ...othersIn(each.message, each.author) })),
      timeOf: committed === undefined ? 'arrival' : 'commit',
      ...(touch.services.length === 0 ? {} : { touched: [...touch.services] }),
    },
  }, receivedAt)]);
};

/** A tag that was made: the same fact as its push, which newer servers tell as well, and tell more of; so this one never counts against it. */
export const fromCreated = ({ ref, ref_type: type, sha, repository, sender }: Created, { receivedAt }: Delivery<Settings>): Normalized => {
  if (type !== 'tag') return skip(`create ${type} ${ref}: nothing that runs is changed by it`);
  const instance = instanceOf(repository);
  const said = told({
    id: factId('change', 'gitea', instance, 'push', ...(sha ? [sha] : []), `refs/tags/${ref}`),
    kind: 'code',
    phase: 'succeeded',
    began: instant(repository.updated_at) ?? receivedAt,
    source: { provider: 'gitea', instance, url: commitPage(repository, sha) ?? repository.html_url ?? undefined },
    entities: [repository.full_name],
    actor: actorOf(sender),
    title: `Tag ${ref} of ${repository.full_name}`,
    revision: { version: ref, ...(sha ? { commit: sha } : {}) },
    identities: commitIdentity(sha),
    links: [{ title: `Commit ${sha?.slice(0, 7)}`, url: commitPage(repository, sha) }],
    attributes: { ref: `refs/tags/${ref}` },
  }, receivedAt);
  return ok(said.kind === 'change' ? [{ ...said, event: { ...said.event, parser: 0 } }] : [said]);
};

const titleOf = (commit: Commit | null | undefined): string => title(commit?.message ?? '');
