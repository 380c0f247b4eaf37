import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use of Gitea, Forgejo and Gogs, whose bodies are one family.
const sha = z.string().min(1).max(100);

const Person = z.object({ login: maybe, username: maybe });
export type Person = z.output<typeof Person>;
const someone = part(Person);

const Repository = z.object({ full_name: name, html_url: link, default_branch: maybe, updated_at: time });
export type Repository = z.output<typeof Repository>;

const Commit = z.object({ id: sha, message: prose, timestamp: time, url: link, author: part(z.object({ name: prose, username: prose })) });
export type Commit = z.output<typeof Commit>;
/** Read one by one. */
export const PushedCommit = Commit;

export const Push = z.object({
  ref: name,
  before: sha.nullish().catch(undefined),
  after: sha,
  compare_url: link,
  commits: part(z.array(z.unknown())),
  total_commits: part(z.number()),
  head_commit: part(Commit),
  repository: Repository,
  pusher: someone,
  sender: someone,
});
export type Push = z.output<typeof Push>;

/** `create`: of Gogs and old Giteas without `sha`. */
export const Created = z.object({ ref: name, ref_type: name, sha: sha.nullish().catch(undefined), repository: Repository, sender: someone });
export type Created = z.output<typeof Created>;

export const PullRequest = z.object({
  action: name,
  pull_request: z.object({
    number: key,
    title: prose,
    html_url: link,
    merged: flag,
    merged_at: time,
    updated_at: time,
    merge_commit_sha: sha.nullish().catch(undefined),
    merged_by: someone,
    user: someone,
    base: part(z.object({ ref: maybe, sha: sha.nullish().catch(undefined) })),
    head: part(z.object({ ref: maybe })),
    /** Of Gogs. */
    base_branch: maybe,
    head_branch: maybe,
    labels: part(z.array(z.object({ name: maybe }))),
  }),
  repository: Repository,
  sender: someone,
});
export type PullRequest = z.output<typeof PullRequest>;

export const Release = z.object({
  action: name,
  release: z.object({ id: key, tag_name: name, name: prose, target_commitish: maybe, html_url: link, draft: flag, prerelease: flag, author: someone, created_at: time, published_at: time }),
  repository: Repository,
  sender: someone,
});
export type Release = z.output<typeof Release>;

/** `workflow_run` of Gitea since 1.25. */
export const Ran = z.object({
  action: maybe,
  workflow: part(z.object({ name: maybe })),
  workflow_run: z.object({
    id: key,
    display_title: prose,
    path: maybe,
    event: maybe,
    run_number: key.nullish(),
    run_attempt: key.nullish(),
    head_sha: sha.nullish().catch(undefined),
    head_branch: maybe,
    status: maybe,
    conclusion: maybe,
    html_url: link,
    started_at: time,
    completed_at: time,
    actor: someone,
    trigger_actor: someone,
  }),
  repository: Repository,
  sender: someone,
});
export type Ran = z.output<typeof Ran>;

/** `action_run_success`, `_failure` and `_recover` of Forgejo since 12. */
export const ActionRun = z.object({
  action: maybe,
  run: z.object({
    id: key,
    title: prose,
    workflow_id: maybe,
    index_in_repo: key.nullish(),
    prettyref: maybe,
    commit_sha: sha.nullish().catch(undefined),
    event: maybe,
    trigger_event: maybe,
    status: maybe,
    started: time,
    stopped: time,
    created: time,
    html_url: link,
    trigger_user: someone,
    repository: Repository,
  }),
  sender: someone,
});
export type ActionRun = z.output<typeof ActionRun>;

/** `package` of Gitea: of a container its version is the tag. */
export const Package = z.object({
  action: name,
  repository: Repository.nullish().catch(undefined),
  package: z.object({ id: key, owner: someone, repository: Repository.nullish().catch(undefined), creator: someone, type: maybe, name, version: maybe, html_url: link, created_at: time }),
  sender: someone,
});
export type Package = z.output<typeof Package>;
