import type { Actor } from '@culprit/domain';
import type { Pipeline, Trigger } from './schema.js';

/** What a pipeline ran on. */
export interface Ran {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  /** The page of the repository. */
  readonly page: string | undefined;
  /** Its path, `acme/checkout-api`. */
  readonly repository: string | undefined;
  readonly subject: string | undefined;
}

const triggersOf = ({ trigger_parameters: told }: Pipeline): Trigger[] => [told?.github_app, told?.gitlab, told?.bitbucket, told?.git].filter((each) => each !== null && each !== undefined);

export const ranOn = (pipeline: Pipeline): Ran => {
  const { vcs } = pipeline;
  const triggers = triggersOf(pipeline);
  const first = (of: (trigger: Trigger) => string | null | undefined): string | undefined => triggers.map(of).find(Boolean) ?? undefined;
  const page = (vcs?.target_repository_url || vcs?.origin_repository_url || first((each) => each.web_url))?.replace(/\.git$/, '');
  const path = /^https?:\/\/[^/]{1,200}\/(.{1,290})$/.exec(page ?? '')?.[1] ?? /^git@[^:]{1,200}:(.{1,290})$/.exec(first((each) => each.repo_url) ?? '')?.[1];
  return {
    commit: vcs?.revision ?? first((each) => each.commit_sha) ?? first((each) => each.checkout_sha),
    branch: vcs?.branch ?? first((each) => each.branch),
    tag: vcs?.tag ?? first((each) => each.tag),
    page,
    repository: path?.replace(/\.git$/, '').replace(/\/$/, ''),
    subject: vcs?.commit?.subject ?? first((each) => each.commit_title),
  };
};

/** Who set it off where that is told, else CircleCI for whoever wrote the commit. */
export const actorOf = (pipeline: Pipeline): Actor => {
  const triggers = triggersOf(pipeline);
  if (/schedule/.test(pipeline.trigger?.type ?? '')) return { name: 'schedule', kind: 'automation', basis: 'sender' };
  const user = triggers.map((each) => each.user_username || each.user_name).find(Boolean);
  if (user) return { name: user, kind: /(^|[-_.])bot$|\[bot\]$/i.test(user) ? 'automation' : 'human', basis: 'sender' };
  const author = (pipeline.vcs?.commit?.author?.name ?? triggers.map((each) => each.commit_author_name).find(Boolean) ?? '').slice(0, 300);
  return { name: 'circleci', kind: 'automation', basis: 'sender', ...(author === '' ? {} : { onBehalfOf: author }) };
};

/** `github/acme/checkout-api`; the API says `gh/acme/checkout-api` of the same project. */
export const projectOf = (slug: string): string => slug.replace(/^gh\//, 'github/').replace(/^bb\//, 'bitbucket/');
