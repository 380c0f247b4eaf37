import type { Row } from '../../provider/reconcile.js';

// What the REST API lists, in the shape in which a hook tells it.

export type Fields = Readonly<Record<string, unknown>>;
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const part = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {});
/** GitLab writes times with offsets, and with or without fractions: for comparing. */
export const precise = (time: unknown): string => (Number.isNaN(Date.parse(text(time))) ? '' : new Date(text(time)).toISOString());

const row = (project: Fields, body: Fields): Row => ({ body: { ...body, project } });
const commitPage = (project: Fields, sha: unknown): string => `${text(project['web_url'])}/-/commit/${text(sha)}`;

/** When it began, if that is of the time asked for, and how it stands once it is over. */
export const deployment = (project: Fields, said: Fields, since: string): Row[] => {
  const [job, environment] = [part(said['deployable']), part(said['environment'])];
  const [status, sha] = [text(said['status']), text(said['sha'])];
  const of = {
    object_kind: 'deployment', deployment_id: said['id'], deployable_id: job['id'], deployable_url: job['web_url'], environment: environment['name'], environment_tier: environment['tier'],
    environment_external_url: environment['external_url'], short_sha: sha.slice(0, 8), commit_url: commitPage(project, sha), commit_title: part(job['commit'])['title'], ref: said['ref'], user: said['user'],
  };
  const over = /^(success|failed|canceled)$/.test(status);
  const began = precise(job['started_at']) || precise(said['created_at']);
  const ended = precise(job['finished_at']) || precise(said['updated_at']);
  return [
    ...(began >= since && status !== 'skipped' ? [row(project, { ...of, status: over ? 'running' : status, status_changed_at: began })] : []),
    ...(over && ended >= since ? [row(project, { ...of, status, status_changed_at: ended })] : []),
  ];
};

export const pipeline = (project: Fields, said: Fields): Row =>
  row(project, { object_kind: 'pipeline', object_attributes: { ...said, url: said['web_url'] }, user: said['user'] });

export const mergeRequest = (project: Fields, said: Fields): Row =>
  row(project, {
    object_kind: 'merge_request',
    object_attributes: { ...said, action: 'merge', last_commit: { id: said['sha'] }, url: said['web_url'] },
    user: said['merge_user'] ?? said['merged_by'],
    labels: (Array.isArray(said['labels']) ? said['labels'] : []).map((title: unknown) => ({ title })),
  });

export const release = (project: Fields, said: Fields): Row => {
  const commit = part(said['commit']);
  return row(project, {
    object_kind: 'release', action: 'create', tag: said['tag_name'], name: said['name'], created_at: said['created_at'], released_at: said['released_at'], url: part(said['_links'])['self'],
    ...(commit['id'] === undefined ? {} : { commit: { id: commit['id'], title: commit['title'], message: commit['message'], timestamp: commit['committed_date'], url: commit['web_url'] ?? commitPage(project, commit['id']) } }),
  });
};

/** Of a push the API names the last commit and when it was pushed, which the hook does not say. */
export const push = (project: Fields, said: Fields): Row[] => {
  const data = part(said['push_data']);
  const after = data['commit_to'];
  if (typeof after !== 'string') return [];
  const tag = data['ref_type'] === 'tag';
  return [row(project, {
    object_kind: tag ? 'tag_push' : 'push', ref: `refs/${tag ? 'tags' : 'heads'}/${text(data['ref'])}`, before: data['commit_from'], after, user_username: said['author_username'],
    total_commits_count: data['commit_count'],
    commits: [{ id: after, message: data['commit_title'], timestamp: said['created_at'], url: commitPage(project, after) }],
  })];
};
