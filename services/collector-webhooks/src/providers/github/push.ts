import { factId } from '@culprit/domain';
import { after } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { subjectOf, touched } from '../../provider/paths.js';
import { title } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import { PushedCommit, type Commit, type Push } from './schema.js';
import type { Settings } from './settings.js';

/** How many of a push's commits an event names; the newest. */
const COMMITS_KEPT = 20;

/** A push to the default branch, or of a tag, is a change of code; any other branch is nobody's running software. */
export const fromPush = (push: Push, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const branch = after('refs/heads/', push.ref);
  const tag = after('refs/tags/', push.ref);
  const main = push.repository.default_branch ?? push.repository.master_branch;
  if (push.deleted === true || isNothing(push.after)) return skip(`${push.ref} was deleted`);
  if (tag === undefined && branch !== main) return skip(`push to ${push.ref}, not to the default branch ${main ?? '(unknown)'}`);

  const instance = instanceOf(push.repository);
  // The `after` of an annotated tag is the tag's own object, not a commit.
  const commit = push.head_commit?.id ?? push.after;
  // A file of a tag was pushed before: a tag is of all who live here.
  const touch = touched(tag === undefined ? settings.paths : {}, push.commits);
  const actor = actorOf([push.sender]) ?? (push.pusher ? { basis: 'sender' as const, kind: 'unknown' as const, name: push.pusher.name } : undefined);
  return ok([told({
    id: factId('change', 'github', instance, 'push', push.after, push.ref),
    kind: 'code',
    phase: 'succeeded',
    began: instant(push.repository.pushed_at) ?? instant(push.head_commit?.timestamp) ?? receivedAt,
    source: { instance, provider: 'github', url: push.head_commit?.url ?? push.compare ?? push.repository.html_url },
    ...subjectOf(touch, entitiesOf(push.repository, settings)),
    actor,
    title: tag === undefined ? title(push.head_commit?.message ?? '') || `Push to ${push.ref}` : `Tag ${tag} of ${push.repository.full_name}`,
    revision: {
      commit,
      ...(isNothing(push.before) ? {} : { previous: { commit: push.before } }),
      ...(tag === undefined ? {} : { version: tag }),
    },
    identities: commitIdentity(commit),
    links: [{ title: 'What was pushed', url: push.compare }, { title: `Commit ${commit.slice(0, 7)}`, url: push.head_commit?.url }],
    attributes: {
      commitCount: push.commits.length, commits: push.commits.slice(-COMMITS_KEPT).flatMap(summary), ...(push.forced === true ? { forced: true } : {}), ref: push.ref,
      ...(touch.services.length === 0 ? {} : { touched: [...touch.services] }),
    },
  }, receivedAt)]);
};

const summary = (value: unknown): ({ at: string | null; author: string; sha: string; title: string } & ReturnType<typeof othersIn>)[] => {
  const commit = PushedCommit.safeParse(value);
  if (!commit.success) return [];
  const { id, message, author, committer, timestamp } = commit.data;
  return [{ at: instant(timestamp) ?? null, author: nameOf(author), sha: id, title: title(message), ...othersIn(message, author, committer) }];
};

const nameOf = (author: Commit['author']): string => title(author?.username ?? author?.name ?? '');
