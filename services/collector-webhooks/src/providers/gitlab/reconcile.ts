import { z } from 'zod';
import { apiOf, paging, type Api, type Query } from '../../provider/api.js';
import { reconciler, type Page, type Question } from '../../provider/reconcile.js';
import { deployment, mergeRequest, pipeline, precise, push, release, text, type Fields } from './from-api.js';

const Path = z.string().regex(/^[\w.-]{1,255}(\/[\w.-]{1,255}){0,20}$/, 'expected a full path such as acme/shop/checkout');
export const Reconcile = z.object({
  api: z.url().max(500).default('https://gitlab.com/api/v4').describe('Address of the REST API; of a GitLab of your own https://HOST/api/v4.'),
  projects: z.array(Path).max(1000).default([]).describe('Full paths of the projects that are asked for pushes, merges, deployments, pipelines and releases.'),
  groups: z.array(Path).max(100).default([]).describe('Full paths of groups, all of whose projects are asked for.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Row = z.record(z.string(), z.unknown());
const Rows = z.array(Row);
const Project = z.looseObject({ id: z.number(), path_with_namespace: z.string(), web_url: z.string() });
type Project = z.output<typeof Project>;

/** A list page by page, to its end or to the first page that holds what is not wanted any more. */
const listed = <T extends Fields>(api: Api, path: string, query: Query, schema: z.ZodType<T[]>, wanted: (row: T) => boolean = () => true): AsyncGenerator<T[]> =>
  paging('1', async (page) => {
    const { said, headers } = await api.get(path, { ...query, per_page: 100, page }, schema);
    const within = said.filter(wanted);
    return { page: within, next: within.length < said.length ? undefined : headers.get('x-next-page') || undefined };
  });

/** Whether a part of a project is in use; asking one that is not is refused. */
const uses = (project: Project, part: string): boolean => project[`${part}_access_level`] !== 'disabled';

const projectRows = async function* (api: Api, project: Project, since: string): AsyncGenerator<Page> {
  const base = `/projects/${project.id}`;
  const byUpdate = { updated_after: since, order_by: 'updated_at', sort: 'desc' };

  if (uses(project, 'repository')) {
    // the day alone counts there, and the days after it are told
    const day = new Date(Date.parse(since) - 86_400_000).toISOString().slice(0, 10);
    for await (const events of listed(api, `${base}/events`, { action: 'pushed', after: day }, Rows, ({ created_at: at }) => precise(at) >= since)) yield { rows: events.flatMap((event) => push(project, event)) };
  }
  if (uses(project, 'merge_requests')) {
    for await (const merged of listed(api, `${base}/merge_requests`, { state: 'merged', ...byUpdate }, Rows)) {
      yield { rows: merged.filter(({ merged_at: at }) => precise(at) >= since).map((request) => mergeRequest(project, request)) };
    }
  }
  if (uses(project, 'releases')) {
    for await (const releases of listed(api, `${base}/releases`, { order_by: 'created_at', sort: 'desc' }, Rows, ({ created_at: at }) => precise(at) >= since)) yield { rows: releases.map((each) => release(project, each)) };
  }
  if (!uses(project, 'builds')) return;
  for (const which of [{ ref: text(project['default_branch']) }, { scope: 'tags' }]) {
    if (which.ref === '') continue;
    for await (const pipelines of listed(api, `${base}/pipelines`, { ...which, ...byUpdate }, Rows)) {
      for (const { id } of pipelines) {
        // the list tells neither who nor when it ended
        const { said: whole } = await api.get(`${base}/pipelines/${String(id)}`, {}, Row);
        if (precise(whole['finished_at'] ?? whole['created_at']) >= since) yield { rows: [pipeline(project, whole)] };
      }
    }
  }
  for await (const deployments of listed(api, `${base}/deployments`, byUpdate, Rows)) yield { rows: deployments.flatMap((each) => deployment(project, each, since)) };
};

const gather = async function* ({ settings, token, since, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, token === '' ? {} : { 'private-token': token }, fetch);
  const seen = new Set<number>();
  const once = async function* (project: Project): AsyncGenerator<Page> {
    if (seen.has(project.id)) return;
    seen.add(project.id);
    yield* projectRows(api, project, since);
  };
  for (const path of settings.projects) yield* once((await api.get(`/projects/${encodeURIComponent(path)}`, {}, Project)).said);
  for (const path of settings.groups) {
    for await (const projects of listed(api, `/groups/${encodeURIComponent(path)}/projects`, { include_subgroups: 'true', archived: 'false', order_by: 'id' }, z.array(Project))) {
      for (const project of projects) yield* once(project);
    }
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 900, gather });
