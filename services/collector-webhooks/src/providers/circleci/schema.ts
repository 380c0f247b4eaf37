import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use of CircleCI's outbound webhooks.
const sha = z.string().min(1).max(100).nullish().catch(undefined);

const Person = part(z.object({ name: prose }));

/** Of projects connected by OAuth. */
const Vcs = z.object({
  origin_repository_url: link,
  target_repository_url: link,
  revision: sha,
  branch: maybe,
  tag: maybe,
  commit: part(z.object({ subject: prose, author: Person })),
});

/** Of projects connected by an app, under the name of the version control. */
const Trigger = z.object({
  web_url: link,
  repo_url: link,
  commit_sha: sha,
  checkout_sha: sha,
  branch: z.string().max(300).nullish().catch(undefined),
  tag: z.string().max(300).nullish().catch(undefined),
  commit_title: prose,
  commit_author_name: prose,
  user_username: maybe,
  user_name: maybe,
  is_fork_merge_request: flag,
});
export type Trigger = z.output<typeof Trigger>;

const Pipeline = z.object({
  id: maybe,
  number: key.nullish().catch(undefined),
  trigger: part(z.object({ type: maybe })),
  trigger_parameters: part(z.object({ git: part(Trigger), gitlab: part(Trigger), github_app: part(Trigger), bitbucket: part(Trigger) })),
  vcs: part(Vcs),
});
export type Pipeline = z.output<typeof Pipeline>;

const Project = z.object({ slug: name, name: maybe });
const Workflow = z.object({ id: key, name: maybe, status: maybe, created_at: time, stopped_at: time, url: link });

export const WorkflowCompleted = z.object({ happened_at: time, project: Project, workflow: Workflow, pipeline: Pipeline });
export type WorkflowCompleted = z.output<typeof WorkflowCompleted>;

export const JobCompleted = WorkflowCompleted.extend({ job: z.object({ id: key, name, number: key.nullish().catch(undefined), status: maybe, started_at: time, stopped_at: time }) });
export type JobCompleted = z.output<typeof JobCompleted>;
