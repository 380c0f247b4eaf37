import { factId } from '@culprit/domain';
import { isOneOf } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { othersIn } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, type Said, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { actorOf, pullIdentity, pullIn } from './actor.js';
import { PushedCommit, type Commit, type Push, type PushedRef } from './schema.js';
import type { Settings } from './settings.js';

/** Each branch and tag of a push is a change of its own. Bitbucket Cloud does not say when it was pushed: the time is that of the commit. */
export const fromPush = (push: Push, delivery: Delivery<Settings>): Normalized => {
  const said = push.push.changes.map((change) => fromRef(change, push, delivery));
  const events = said.flatMap((each) => (typeof each === 'string' ? [] : [each]));
  if (events.length > 0) return ok(events);
  return skip(said.length === 0 ? 'a push of nothing' : said.slice(0, 5).join('; '));
};

const fromRef = (change: PushedRef, { repository, actor }: Push, { receivedAt, settings }: Delivery<Settings>): Said | string => {
  const now = change.new;
  if (!now) return `${change.old?.name ?? 'a ref'} was deleted`;
  const tag = now.type === 'tag' || now.type === 'annotated_tag';
  const main = repository.mainbranch?.name;
  if (!tag && !(main ? now.name === main : isOneOf(settings.branches, now.name))) return `push to ${now.name}, not to the default branch`;

  const { target } = now;
  const commits = (change.commits ?? []).slice(0, 20).flatMap((each) => PushedCommit.safeParse(each).data ?? []);
  const made = instant(tag ? now.date : undefined) ?? instant(target.date);
  const pull = tag ? undefined : pullIn(target.message);
  const page = repository.links?.html?.href;
  const url = target.links?.html?.href ?? (page ? `${page}/commits/${target.hash}` : undefined);
  return told({
    id: factId('change', 'bitbucket', repository.full_name, 'push', target.hash, `${tag ? 'tag' : 'branch'}/${now.name}`),
    kind: 'code',
    phase: 'succeeded',
    began: made ?? receivedAt,
    source: { provider: 'bitbucket', instance: repository.full_name, url },
    entities: [repository.full_name],
    actor: actorOf(actor, target.author?.user),
    title: tag ? `Tag ${now.name} of ${repository.full_name}` : title(target.message ?? '') || `Push to ${now.name}`,
    revision: { commit: target.hash, ...(tag ? { version: now.name } : {}), ...(change.old ? { previous: { commit: change.old.target.hash } } : {}) },
    identities: [...commitIdentity(target.hash), ...(pull === undefined ? [] : [pullIdentity(repository.full_name, pull)])],
    links: [{ title: 'What was pushed', url: change.links?.html?.href }, { title: `Commit ${target.hash.slice(0, 7)}`, url }],
    attributes: {
      ref: `${tag ? 'refs/tags' : 'refs/heads'}/${now.name}`,
      commits: commits.map(summary),
      commitCount: change.truncated === true || commits.length === 0 ? undefined : change.commits?.length,
      commitsCut: change.truncated === true ? true : undefined,
      forced: change.forced === true ? true : undefined,
      timeOf: made === undefined ? 'arrival' : 'commit',
    },
  }, receivedAt);
};

const summary = ({ hash, message, author, date }: Commit): { sha: string; title: string; author: string; at: string | null } & ReturnType<typeof othersIn> =>
  ({ sha: hash, title: title(message ?? ''), author: cut(author?.user?.nickname ?? author?.raw ?? '', 200), at: instant(date) ?? null, ...othersIn(message, { name: author?.user?.display_name }) });
