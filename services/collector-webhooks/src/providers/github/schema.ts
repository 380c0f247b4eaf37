import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use of GitHub's deliveries, no longer than an event has room for; everything else is let pass unread.
const sha = z.string().min(1).max(100);

const Person = z.object({ login: name, type: maybe });
export type Person = z.output<typeof Person>;
const someone = part(Person);

const Repository = z.object({
  full_name: name,
  name,
  html_url: z.string().max(3500),
  default_branch: maybe,
  /** Epoch seconds in a push, RFC 3339 in every other event. */
  pushed_at: time,
  updated_at: time,
  topics: part(z.array(z.string())),
  custom_properties: part(z.record(z.string(), z.unknown())),
});
export type Repository = z.output<typeof Repository>;

const Commit = z.object({
  id: sha,
  message: z.string(),
  timestamp: time,
  url: link,
  author: part(z.object({ name: prose, username: prose })),
  committer: part(z.object({ name: prose, username: prose })),
});
export type Commit = z.output<typeof Commit>;

export const Push = z.object({
  ref: name,
  before: sha,
  after: sha,
  deleted: flag,
  forced: flag,
  compare: link,
  commits: z.array(z.unknown()).default([]),
  head_commit: Commit.nullish(),
  repository: Repository.extend({ master_branch: maybe }),
  pusher: part(z.object({ name })),
  sender: someone,
});
export type Push = z.output<typeof Push>;
/** Read one by one, so that a push of two thousand commits costs as much as one of twenty. */
export const PushedCommit = Commit;

export const PullRequest = z.object({
  action: name,
  pull_request: z.object({
    number: key,
    title: prose,
    html_url: link,
    merged: flag,
    merged_at: time,
    closed_at: time,
    merge_commit_sha: sha.nullish(),
    user: someone,
    merged_by: someone,
    base: z.object({ ref: name, sha: sha.nullish() }),
    head: z.object({ ref: name }),
    labels: part(z.array(z.object({ name }))),
    commits: part(z.number()),
    changed_files: part(z.number()),
    additions: part(z.number()),
    deletions: part(z.number()),
  }),
  repository: Repository,
  sender: someone,
});
export type PullRequest = z.output<typeof PullRequest>;

const Deployment = z.object({
  id: key,
  /** Not there in the bodies of some older servers. */
  sha: sha.nullish(),
  ref: maybe,
  task: maybe,
  payload: z.unknown().optional(),
  environment: z.string().max(300).nullish(),
  description: prose,
  creator: someone,
  created_at: z.string(),
});

export const Deployed = z.object({
  action: maybe,
  deployment: Deployment,
  repository: Repository,
  sender: someone,
  workflow_run: part(z.object({ html_url: link, actor: someone, triggering_actor: someone })),
});
export type Deployed = z.output<typeof Deployed>;

export const DeploymentStatus = Deployed.extend({
  deployment_status: z.object({
    state: z.string(),
    description: prose,
    environment: z.string().max(300).nullish(),
    target_url: link,
    log_url: link,
    environment_url: link,
    created_at: z.string(),
  }),
});
export type DeploymentStatus = z.output<typeof DeploymentStatus>;

export const Release = z.object({
  action: z.string(),
  release: z.object({
    id: key,
    tag_name: name,
    name: prose,
    target_commitish: maybe,
    html_url: z.string().max(4000),
    prerelease: flag,
    author: someone,
    created_at: time,
    published_at: time,
  }),
  repository: Repository,
  sender: someone,
});
export type Release = z.output<typeof Release>;

export const Ran = z.object({
  workflow_run: z.object({
    id: key,
    name: maybe,
    display_title: prose,
    path: maybe,
    head_branch: maybe,
    head_sha: sha.nullish(),
    event: maybe,
    status: maybe,
    conclusion: maybe,
    run_number: key.nullish(),
    run_attempt: key.nullish(),
    html_url: link,
    created_at: time,
    run_started_at: time,
    updated_at: time,
    actor: someone,
    triggering_actor: someone,
  }),
  workflow: part(z.object({ name: maybe })),
  repository: Repository,
  sender: someone,
});
export type Ran = z.output<typeof Ran>;

const open = z.record(z.string(), z.unknown());

/** `branch_protection_rule`, `branch_protection_configuration`, `repository_ruleset`, `repository`: what governs a repository was changed. */
export const Governed = z.object({
  action: name,
  rule: part(open),
  repository_ruleset: part(open),
  changes: part(open),
  repository: Repository.extend({ description: prose, homepage: prose }),
  sender: someone,
});
export type Governed = z.output<typeof Governed>;

export const Dispatch = z.object({
  action: maybe,
  branch: maybe,
  client_payload: z.unknown().optional(),
  repository: Repository,
  sender: someone,
});
export type Dispatch = z.output<typeof Dispatch>;

const PackageVersion = z.object({
  id: key.nullish(),
  version: maybe,
  name: maybe,
  html_url: link,
  target_oid: maybe,
  created_at: time,
  updated_at: time,
  author: someone,
  container_metadata: part(z.object({
    tag: part(z.object({ name: prose, digest: maybe })),
    labels: part(z.object({ revision: prose, all_labels: part(open) })),
  })),
});

const Package = z.object({
  name,
  namespace: maybe,
  package_type: maybe,
  html_url: link,
  created_at: time,
  updated_at: time,
  owner: someone,
  package_version: PackageVersion.nullish(),
});

/** `package`, and its older twin `registry_package`. */
export const Published = z.object({ action: name, package: Package.nullish(), registry_package: Package.nullish(), repository: Repository.nullish(), sender: someone });
export type Published = z.output<typeof Published>;
