import { factId, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { title } from '../../provider/wording.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import { PushedCommit, type Commit, type Push } from './schema.js';

const NOTHING = /^0+$/;
/** How many of a push's commits an event names; the newest. */
const COMMITS_KEPT = 20;

/** A push to the default branch, or of a tag, is a change of code; any other branch is nobody's running software. */
export const fromPush = (push: Push, { receivedAt }: Delivery): Normalized => {
  const branch = after('refs/heads/', push.ref);
  const tag = after('refs/tags/', push.ref);
  const main = push.repository.default_branch ?? push.repository.master_branch;
  if (push.deleted === true || NOTHING.test(push.after)) return skip(`${push.ref} was deleted`);
  if (tag === undefined && branch !== main) return skip(`push to ${push.ref}, not to the default branch ${main ?? '(unknown)'}`);

  const instance = instanceOf(push.repository);
  // The `after` of an annotated tag is the tag's own object, not a commit.
  const commit = push.head_commit?.id ?? push.after;
  const at = instant(push.repository.pushed_at) ?? instant(push.head_commit?.timestamp) ?? receivedAt;
  const commits = push.commits.slice(-COMMITS_KEPT).flatMap(summary);
  const actor = actorOf([push.sender]) ?? (push.pusher ? { name: push.pusher.name, kind: 'unknown' as const, basis: 'sender' as const } : undefined);
  const change: Change = {
    id: factId('change', 'github', instance, 'push', push.after, push.ref),
    parser: 1,
    kind: 'code',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at }],
    occurredAt: at,
    finishedAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'github', instance, url: push.head_commit?.url ?? push.compare ?? push.repository.html_url },
    services: [],
    entities: entitiesOf(push.repository),
    ...(actor === undefined ? {} : { actor }),
    title: tag === undefined ? title(push.head_commit?.message ?? `Push to ${push.ref}`) : title(`Tag ${tag} of ${push.repository.full_name}`),
    diff: [],
    revision: {
      commit,
      ...(tag === undefined ? {} : { version: tag }),
      ...(NOTHING.test(push.before) ? {} : { previous: { commit: push.before } }),
    },
    identities: [`commit:${commit}`],
    links: [
      ...(push.compare === undefined ? [] : [{ title: 'What was pushed', url: push.compare }]),
      ...(push.head_commit?.url === undefined ? [] : [{ title: `Commit ${commit.slice(0, 7)}`, url: push.head_commit.url }]),
    ],
    attributes: { ref: push.ref, commitCount: push.commits.length, commits, ...(push.forced === true ? { forced: true } : {}) },
  };
  return ok([{ kind: 'change', event: change }]);
};

const after = (prefix: string, text: string): string | undefined => (text.startsWith(prefix) ? text.slice(prefix.length) : undefined);

const summary = (value: unknown): { sha: string; title: string; author: string; at: string | null }[] => {
  const commit = PushedCommit.safeParse(value);
  if (!commit.success) return [];
  const { id, message, author, timestamp } = commit.data;
  return [{ sha: id, title: title(message), author: nameOf(author), at: instant(timestamp) ?? null }];
};

const nameOf = (author: Commit['author']): string => author?.username ?? author?.name ?? '';
