import type { Actor } from '@culprit/domain';
import { isOneOf } from '../../provider/branches.js';
import type { Place, User } from './schema.js';
import type { Settings } from './settings.js';

export interface Where {
  /** The full path, `acme/shop/checkout`. */
  readonly path: string;
  /** The path; at a GitLab of one's own with its host before. Found in the webhook and in the API alike. */
  readonly instance: string;
  /** Its page; empty where nothing tells the host. */
  readonly page: string;
}

/** The project that a hook is about; undefined when it names none. */
export const whereOf = ({ project, repository }: Place): Where | undefined => {
  const said = project?.web_url || project?.homepage || repository?.homepage || project?.http_url || project?.git_http_url || repository?.git_http_url || '';
  const [, host = '', way = ''] = /^https?:\/\/([^/]{1,200})\/(.{1,290})$/.exec(said) ?? [];
  const path = project?.path_with_namespace || way.replace(/\.git$/, '').replace(/\/$/, '');
  if (path === '') return undefined;
  return { path, instance: host === '' || host === 'gitlab.com' ? path : `${host}/${path}`, page: host === '' ? '' : said.replace(/\.git$/, '') };
};

/** Whether this branch is the one that runs: the project's own word, else the configuration's. */
export const isMain = (branch: string, { project }: Place, { branches }: Settings): boolean => (project?.default_branch ? branch === project.default_branch : isOneOf(branches, branch));

/** Access tokens of projects and groups, service accounts, and what calls itself a bot. */
const automatic = /^(project|group)_\d+_bot|^service_account_|(^|[-_.])bot$|\[bot\]$/i;

export const actorOf = (user: User | null | undefined): Actor | undefined => {
  const name = user?.username || user?.name;
  return name ? { name, kind: automatic.test(name) ? 'automation' : 'human', basis: 'sender' } : undefined;
};
