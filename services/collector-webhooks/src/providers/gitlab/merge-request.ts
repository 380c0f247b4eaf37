import { factId } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { listed } from '../../provider/committed.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, isMain, whereOf } from './project.js';
import type { MergeRequest } from './schema.js';
import type { Settings } from './settings.js';

/** A merge request that was merged into the default branch; joined to its push by the commit that the merge left there. */
export const fromMergeRequest = (said: MergeRequest, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { object_attributes: request, user, labels, reviewers } = said;
  // System hooks of old servers name no action.
  const what = request.action || (request.state === 'merged' ? 'merge' : request.state) || 'update';
  if (what !== 'merge') return skip(`merge_request ${cut(what, 60)}`);
  const place = { ...said, project: request.target?.path_with_namespace ? request.target : said.project };
  const where = whereOf(place);
  if (where === undefined) return reject('neither project.path_with_namespace nor repository.homepage');
  const branch = request.target_branch;
  if (branch && !isMain(branch, place, settings)) return skip(`merge_request merged into ${branch}, not into the default branch`);
  const began = instant(request.merged_at) ?? instant(request.updated_at) ?? receivedAt;

  // A fast-forward makes no commit of its own.
  const commit = request.merge_commit_sha ?? request.squash_commit_sha ?? request.last_commit?.id ?? undefined;
  const url = request.url ?? (where.page === '' ? undefined : `${where.page}/-/merge_requests/${request.iid}`);
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'merge_request', request.iid),
    kind: 'code',
    phase: 'succeeded',
    began,
    source: { provider: 'gitlab', instance: where.instance, url },
    entities: [where.path],
    actor: actorOf(user),
    title: `${request.title || `Merge of ${request.source_branch ?? 'a branch'}`} (!${request.iid})`,
    revision: commit === undefined ? undefined : { commit },
    identities: commitIdentity(commit),
    links: [{ title: `Merge request !${request.iid}`, url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commit === undefined || where.page === '' ? undefined : `${where.page}/-/commit/${commit}` }],
    attributes: {
      mergeRequest: request.iid, approvers: listed((reviewers ?? []).filter(({ state }) => state === 'approved').map(({ username, name }) => username ?? name)), from: request.source_branch ?? undefined, into: branch ?? undefined,
      labels: (labels ?? []).slice(0, 50).flatMap((label) => label.title ?? []),
    },
  }, receivedAt)]);
};
