import { factId } from '@culprit/domain';
import { after } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { subjectOf, touched } from '../../provider/paths.js';
import { title } from '../../provider/wording.js';
import { actorOf, isMain, whereOf } from './project.js';
import { PushedCommit, type Commit, type Push } from './schema.js';
import type { Settings } from './settings.js';

/** GitLab names twenty. */
const COMMITS_KEPT = 20;

/** A push to the default branch, or of a tag. GitLab does not say when it was pushed: the time is that of the commit, which a merge makes as it is pushed. */
export const fromPush = (push: Push, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const where = whereOf(push);
  if (where === undefined) return reject('neither project.path_with_namespace nor repository.homepage');
  const branch = after('refs/heads/', push.ref);
  const tag = after('refs/tags/', push.ref);
  if (isNothing(push.after)) return skip(`${push.ref} was deleted`);
  if (tag === undefined && (branch === undefined || !isMain(branch, push, settings))) return skip(`push to ${push.ref}, not to the default branch`);

  // The `after` of an annotated tag is the tag's own object, not a commit.
  const commit = push.checkout_sha ?? push.after;
  const pushed = push.commits ?? [];
  const named = pushed.slice(-COMMITS_KEPT).flatMap((each) => PushedCommit.safeParse(each).data ?? []);
  const head = named.find(({ id }) => id === commit) ?? named.at(-1);
  const url = (head?.id === commit ? head.url : undefined) ?? pageOf(where.page, commit);
  const committed = instant(head?.timestamp);
  const touch = touched(tag === undefined ? settings.paths : {}, pushed);
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'push', push.after, push.ref),
    kind: 'code',
    phase: 'succeeded',
    began: committed ?? receivedAt,
    source: { provider: 'gitlab', instance: where.instance, url },
    ...subjectOf(touch, [where.path]),
    actor: actorOf({ username: push.user_username, name: push.user_name }),
    title: tag === undefined ? titleOf(head) || `Push to ${push.ref}` : `Tag ${tag} of ${where.path}`,
    revision: {
      commit,
      ...(tag === undefined ? {} : { version: tag }),
      ...(isNothing(push.before) || !push.before ? {} : { previous: { commit: push.before } }),
    },
    identities: commitIdentity(commit),
    links: [
      { title: 'What was pushed', url: where.page === '' || !push.before || isNothing(push.before) ? undefined : `${where.page}/-/compare/${push.before}...${push.after}` },
      { title: `Commit ${commit.slice(0, 7)}`, url },
    ],
    attributes: {
      ref: push.ref,
      commitCount: push.total_commits_count ?? pushed.length,
      commits: named.map((each) => ({ sha: each.id, title: titleOf(each), author: title(each.author?.name ?? ''), at: instant(each.timestamp) ?? null, ...othersIn(each.message, each.author) })),
      message: tag === undefined ? undefined : push.message ?? undefined,
      timeOf: committed === undefined ? 'arrival' : 'commit',
      ...(touch.services.length === 0 ? {} : { touched: [...touch.services] }),
    },
  }, receivedAt)]);
};

const titleOf = (commit: Commit | undefined): string => title(commit?.message ?? commit?.title ?? '');

const pageOf = (page: string, commit: string): string | undefined => (page === '' ? undefined : `${page}/-/commit/${commit}`);
