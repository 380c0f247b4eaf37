import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use of GitLab's hooks; old servers leave many of them out.

const sha = z.string().min(1).max(100);
const optionalSha = sha.nullish().catch(undefined);

const User = z.object({ name: maybe, username: maybe });
export type User = z.output<typeof User>;

const Project = z.object({ path_with_namespace: maybe, web_url: link, homepage: link, http_url: link, git_http_url: link, default_branch: maybe });
export type Project = z.output<typeof Project>;

/** Where a hook is about: `project`, and before GitLab 8.5 only `repository`. */
const place = { project: part(Project), repository: part(z.object({ homepage: link, git_http_url: link })) };
export const Place = z.object(place);
export type Place = z.output<typeof Place>;

const Commit = z.object({ id: sha, message: prose, title: prose, timestamp: time, url: link, author: part(z.object({ name: prose })) });
export type Commit = z.output<typeof Commit>;
/** Read one by one. */
export const PushedCommit = Commit;

/** `push` and `tag_push`, of a project, a group or the system. */
export const Push = z.object({
  ...place,
  ref: name,
  before: optionalSha,
  after: sha,
  checkout_sha: optionalSha,
  message: prose,
  user_username: maybe,
  user_name: maybe,
  commits: z.array(z.unknown()).nullish().catch([]),
  total_commits_count: part(z.number()),
});
export type Push = z.output<typeof Push>;

export const MergeRequest = z.object({
  ...place,
  user: part(User),
  object_attributes: z.object({
    iid: key,
    title: prose,
    action: maybe,
    state: maybe,
    source_branch: maybe,
    target_branch: maybe,
    merge_commit_sha: optionalSha,
    squash_commit_sha: optionalSha,
    last_commit: part(z.object({ id: optionalSha })),
    oldrev: optionalSha,
    merged_at: time,
    updated_at: time,
    created_at: time,
    url: link,
    target: part(Project),
  }),
  labels: part(z.array(z.object({ title: maybe }))),
  /** With their `state` since GitLab 18. */
  reviewers: part(z.array(User.extend({ state: maybe }))),
});
export type MergeRequest = z.output<typeof MergeRequest>;

export const Deployment = z.object({
  ...place,
  status: name,
  status_changed_at: time,
  deployment_id: key.nullish(),
  deployable_id: key.nullish(),
  deployable_url: link,
  environment: maybe,
  environment_tier: maybe,
  environment_external_url: link,
  short_sha: maybe,
  commit_url: link,
  commit_title: prose,
  ref: maybe,
  user: part(User),
  approver: part(User),
});
export type Deployment = z.output<typeof Deployment>;

export const Pipeline = z.object({
  ...place,
  user: part(User),
  object_attributes: z.object({
    id: key,
    name: prose,
    ref: maybe,
    tag: flag,
    sha: optionalSha,
    before_sha: optionalSha,
    source: maybe,
    status: name,
    created_at: time,
    finished_at: time,
    duration: part(z.number()),
    url: link,
  }),
  merge_request: part(z.object({ iid: key.nullish() })),
  builds: part(z.array(z.object({ started_at: time, finished_at: time }))),
});
export type Pipeline = z.output<typeof Pipeline>;

export const Release = z.object({
  ...place,
  action: maybe,
  tag: name,
  name: prose,
  released_at: time,
  created_at: time,
  url: link,
  commit: part(Commit),
});
export type Release = z.output<typeof Release>;

export const FeatureFlag = z.object({
  ...place,
  user: part(User),
  object_attributes: z.object({ id: key.nullish(), name, description: prose, active: z.boolean() }),
});
export type FeatureFlag = z.output<typeof FeatureFlag>;
