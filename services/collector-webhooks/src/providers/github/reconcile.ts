import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { z } from 'zod';
import { reconciler, within, type Page, type Question, type Row } from '../../provider/reconcile.js';

const repository = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'expected owner/name');

export const Reconcile = z.object({
  api: z.url().max(500).default('https://api.github.com').describe('Address of the REST API; of a GitHub of your own https://HOST/api/v3.'),
  repositories: z.array(repository).max(1000).default([]).describe('Which repositories are asked for pushes, merges, deployments, releases and workflow runs.'),
  hooks: z.array(z.union([
    z.strictObject({ repository, id: z.int().positive() }),
    z.strictObject({ organization: z.string().regex(/^[\w.-]{1,100}$/), id: z.int().positive() }),
  ])).max(1000).default([]).describe('Webhooks whose failed deliveries are asked to be sent again: {repository, id} or {organization, id}.'),
});
export type Reconcile = z.output<typeof Reconcile>;

type Client = ReturnType<typeof clientOf>;
const clientOf = ({ settings, token, fetch }: Question<Reconcile>) =>
  new (Octokit.plugin(paginateRest))({ baseUrl: settings.api, request: { fetch: within(settings.api, fetch) }, ...(token === '' ? {} : { auth: token }) });

/** Runs and deployments are listed by when they were made; what they came to may be told this much later. */
const LONGEST_MS = 24 * 3_600_000;
const MOST_PAGES = 50;

type Fields = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const row = (event: string, body: unknown): Row => ({ headers: { 'x-github-event': event }, body });

/** Pages of a list that begins with the newest, up to the first that holds nothing of `since`. */
const newest = async function* (client: Client, route: string, parameters: Fields, timeOf: (each: Fields) => string, since: string): AsyncGenerator<Fields[]> {
  let pages = 0;
  for await (const { data } of client.paginate.iterator(route, { ...parameters, per_page: 100 })) {
    const all = data as Fields[];
    const within = all.filter((each) => timeOf(each) >= since);
    if (within.length > 0) yield within;
    if (within.length < all.length || ++pages === MOST_PAGES) return;
  }
};

const earlier = (time: string): string => new Date(Date.parse(time) - LONGEST_MS).toISOString();
/** GitHub writes times without fractions; as text `10:00:00Z` is later than `10:00:00.000Z`. */
const precise = (time: unknown): string => (Number.isNaN(Date.parse(text(time))) ? '' : new Date(text(time)).toISOString());

const repositoryRows = async function* (client: Client, name: string, since: string): AsyncGenerator<Page> {
  const [owner = '', repo = ''] = name.split('/');
  const where = { owner, repo };
  const repository = (await client.request('GET /repos/{owner}/{repo}', where)).data as Fields;

  for await (const events of newest(client, 'GET /repos/{owner}/{repo}/events', where, (each) => precise(each['created_at']), since)) {
    yield { rows: events.filter(({ type }) => type === 'PushEvent').map((event) => row('push', pushOf(event, repository))) };
  }
  for await (const pulls of newest(client, 'GET /repos/{owner}/{repo}/pulls', { ...where, state: 'closed', sort: 'updated', direction: 'desc' }, (each) => precise(each['updated_at']), since)) {
    yield { rows: pulls.filter(({ merged_at: at }) => precise(at) >= since).map((pull) => row('pull_request', { action: 'closed', pull_request: pull, repository })) };
  }
  for await (const releases of newest(client, 'GET /repos/{owner}/{repo}/releases', where, (each) => precise(each['published_at'] ?? each['created_at']), since)) {
    yield { rows: releases.filter(({ draft }) => draft !== true).map((release) => row('release', { action: 'published', release, repository, sender: release['author'] })) };
  }
  for await (const runs of newest(client, 'GET /repos/{owner}/{repo}/actions/runs', { ...where, status: 'completed' }, (each) => precise(each['created_at']), earlier(since))) {
    yield { rows: runs.filter(({ updated_at: at }) => precise(at) >= since).map((run) => row('workflow_run', { action: 'completed', workflow_run: run, repository })) };
  }
  for await (const deployments of newest(client, 'GET /repos/{owner}/{repo}/deployments', where, (each) => precise(each['created_at']), earlier(since))) {
    for (const deployment of deployments) {
      if (precise(deployment['updated_at']) < since) continue;
      const statuses = await client.paginate('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', { ...where, deployment_id: Number(deployment['id']), per_page: 100 }) as Fields[];
      yield {
        rows: [
          row('deployment', { action: 'created', deployment, repository }),
          ...statuses.map((status) => row('deployment_status', { action: 'created', deployment, deployment_status: status, repository })),
        ],
      };
    }
  }
};

/** A push as its webhook tells it, of the repository's event; GitHub no longer lists its commits there. */
const pushOf = (event: Fields, repository: Fields): Fields => {
  const payload = (event['payload'] ?? {}) as Fields;
  const head = text(payload['head']);
  const before = text(payload['before']);
  const commits = (Array.isArray(payload['commits']) ? payload['commits'] : []) as Fields[];
  const page = text(repository['html_url']);
  const told = commits.map((commit) => ({ id: commit['sha'], message: text(commit['message']), url: `${page}/commit/${text(commit['sha'])}`, author: commit['author'] }));
  const last = told.find(({ id }) => id === head);
  return {
    ref: payload['ref'], before, after: head, commits: told, compare: `${page}/compare/${before.slice(0, 12)}...${head.slice(0, 12)}`,
    ...(last === undefined ? {} : { head_commit: last }),
    repository: { ...repository, pushed_at: event['created_at'] },
    sender: event['actor'],
  };
};

/** Deliveries of which none with the same id has arrived are asked to be sent again; the receiver takes them like any. */
const redeliver = async (client: Client, hook: Reconcile['hooks'][number], since: string): Promise<number> => {
  const [owner = '', repo = ''] = 'repository' in hook ? hook.repository.split('/') : [];
  const base = 'repository' in hook ? '/repos/{owner}/{repo}/hooks/{hook_id}' : '/orgs/{org}/hooks/{hook_id}';
  const where = 'repository' in hook ? { owner, repo, hook_id: hook.id } : { org: hook.organization, hook_id: hook.id };
  const failed = new Map<string, unknown>();
  const arrived = new Set<string>();
  for await (const deliveries of newest(client, `GET ${base}/deliveries`, where, (each) => precise(each['delivered_at']), since)) {
    for (const delivery of deliveries) {
      const guid = text(delivery['guid']);
      if (delivery['status'] === 'OK') arrived.add(guid);
      else failed.set(guid, delivery['id']);
    }
  }
  const lost = [...failed].filter(([guid]) => !arrived.has(guid));
  for (const [, id] of lost) await client.request(`POST ${base}/deliveries/{delivery_id}/attempts`, { ...where, delivery_id: Number(id) });
  return lost.length;
};

const gather = async function* (question: Question<Reconcile>): AsyncGenerator<Page> {
  const client = clientOf(question);
  for (const hook of question.settings.hooks) yield { rows: [], redelivered: await redeliver(client, hook, question.since) };
  for (const name of question.settings.repositories) yield* repositoryRows(client, name, question.since);
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 900, gather });
