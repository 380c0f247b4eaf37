import { z } from 'zod';

// The fields we use of GitHub's deliveries, no longer than an event has room for; everything else is let pass unread.
const name = z.string().min(1).max(300);
const sha = z.string().min(1).max(100);
const url = z.string().max(4000);

const Person = z.object({ login: name, type: z.string().optional() });

const Repository = z.object({
  full_name: name,
  name,
  html_url: z.string().max(3500),
  default_branch: z.string().optional(),
  /** Epoch seconds in a push, RFC 3339 in every other event. */
  pushed_at: z.union([z.number(), z.string()]).nullish(),
  custom_properties: z.record(z.string(), z.unknown()).nullish(),
});
export type Repository = z.output<typeof Repository>;

const Commit = z.object({
  id: sha,
  message: z.string(),
  timestamp: z.string().nullish(),
  url: url.optional(),
  author: z.object({ name: z.string().nullish(), username: z.string().nullish() }).nullish(),
});
export type Commit = z.output<typeof Commit>;

export const Push = z.object({
  ref: name,
  before: sha,
  after: sha,
  deleted: z.boolean().optional(),
  forced: z.boolean().optional(),
  compare: url.optional(),
  commits: z.array(z.unknown()).default([]),
  head_commit: Commit.nullish(),
  repository: Repository.extend({ master_branch: z.string().optional() }),
  pusher: z.object({ name }).nullish(),
  sender: Person.nullish(),
});
export type Push = z.output<typeof Push>;
/** Read one by one, so that a push of two thousand commits costs as much as one of twenty. */
export const PushedCommit = Commit;

const Deployment = z.object({
  id: z.int(),
  sha,
  ref: name,
  task: z.string().optional(),
  payload: z.unknown().optional(),
  environment: z.string().max(300).nullish(),
  description: z.string().nullish(),
  creator: Person.nullish(),
  created_at: z.string(),
});

const WorkflowRun = z.object({ html_url: url.nullish(), actor: Person.nullish(), triggering_actor: Person.nullish() });

export const Deployed = z.object({ action: z.string().optional(), deployment: Deployment, repository: Repository, sender: Person.nullish(), workflow_run: WorkflowRun.nullish() });
export type Deployed = z.output<typeof Deployed>;

export const DeploymentStatus = Deployed.extend({
  deployment_status: z.object({
    state: z.string(),
    description: z.string().nullish(),
    environment: z.string().max(300).nullish(),
    target_url: url.nullish(),
    log_url: url.nullish(),
    environment_url: url.nullish(),
    created_at: z.string(),
  }),
});
export type DeploymentStatus = z.output<typeof DeploymentStatus>;

export const Release = z.object({
  action: z.string(),
  release: z.object({
    id: z.int(),
    tag_name: name,
    name: z.string().nullish(),
    target_commitish: z.string().nullish(),
    html_url: url,
    prerelease: z.boolean().optional(),
    author: Person.nullish(),
    created_at: z.string().nullish(),
    published_at: z.string().nullish(),
  }),
  repository: Repository,
  sender: Person.nullish(),
});
export type Release = z.output<typeof Release>;
export type Person = z.output<typeof Person>;
