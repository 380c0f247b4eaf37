import { z } from 'zod';
import { apiOf, paging, type Api } from '../../provider/api.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';

export const Reconcile = z.object({
  api: z.url().max(500).describe('Address of Jenkins, with its path: `https://ci.acme.example/jenkins`.'),
  jobs: z.array(z.string().min(1).max(500)).max(1000).default([]).describe('Full names of jobs, folders, organizations and multibranch projects whose builds are asked for: `shop/deploy`. Empty: all.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Last = z.object({ timestamp: z.number() }).nullish();
const Child = z.object({ name: z.string().min(1).max(500), jobs: z.array(z.unknown()).nullish(), lastBuild: Last });
/** A job, or what holds jobs: that alone has a list of them. */
const Node = z.object({ jobs: z.array(Child).nullish(), lastBuild: Last });
const LAST = 'lastBuild[timestamp]';
const NODE = `${LAST},jobs[name,${LAST},jobs[name]]`;

const Build = z.looseObject({ number: z.number(), timestamp: z.number(), duration: z.number().nullish(), building: z.boolean().nullish(), result: z.string().nullish() });
type Build = z.output<typeof Build>;
// with what has no builds it is left out
const Builds = z.object({ allBuilds: z.array(Build).nullish() });
const CHANGES = '[items[affectedPaths]]';
const BUILD = `number,url,fullDisplayName,timestamp,duration,building,result,culprits[fullName],changeSet${CHANGES},changeSets${CHANGES},actions[causes[userId,userName,shortDescription,upstreamProject],parameters[name,value],lastBuiltRevision[SHA1,branch[name]],remoteUrls]`;

/** Builds are listed by when they were made; what they came to may be told this much later. */
const LONGEST_MS = 24 * 3_600_000;
const PAGE = 50;

const pathOf = (names: readonly string[]): string => names.map((name) => `/job/${encodeURIComponent(name)}`).join('');

/** The paths of the jobs under a path that have built since then. Addresses that Jenkins tells are not followed: it may know itself by another one. */
const jobsUnder = async function* (api: Api, path: string, then: number): AsyncGenerator<string> {
  const built = (last: z.output<typeof Last>): boolean => last !== null && last !== undefined && last.timestamp >= then;
  const { said: node } = await api.get(`${path}/api/json`, { tree: NODE }, Node);
  if (!node.jobs) {
    if (built(node.lastBuild)) yield path;
    return;
  }
  for (const { name, jobs, lastBuild } of node.jobs) {
    const child = path + pathOf([name]);
    if (jobs) yield* jobsUnder(api, child, then);
    else if (built(lastBuild)) yield child;
  }
};

/** The builds of a job that were made since then, the newest first. */
const buildsOf = (api: Api, path: string, then: number): AsyncGenerator<Build[]> =>
  paging(0, async (at) => {
    const { said } = await api.get(`${path}/api/json`, { tree: `allBuilds[${BUILD}]{${at},${at + PAGE}}` }, Builds);
    const all = said.allBuilds ?? [];
    const page = all.filter(({ timestamp }) => timestamp >= then);
    return { page, next: page.length < PAGE ? undefined : at + PAGE };
  });

/** What the plugin would have told of a build since: that it began, and what it came to. */
const told = (build: Build, since: number): Row[] => {
  const ended = build.building !== true && build.result !== null && build.result !== undefined;
  return [
    ...(build.timestamp >= since ? [{ body: { ...build, building: true, result: null } }] : []),
    ...(ended && build.timestamp + (build.duration ?? 0) >= since ? [{ body: build }] : []),
  ];
};

const gather = async function* ({ settings, token, since, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, token === '' ? {} : { authorization: `Basic ${Buffer.from(token).toString('base64')}` }, fetch);
  const from = Date.parse(since);
  const roots = settings.jobs.length === 0 ? [''] : settings.jobs.map((job) => pathOf(job.split('/').filter((name) => name !== '')));
  for (const root of roots) {
    for await (const job of jobsUnder(api, root, from - LONGEST_MS)) {
      for await (const builds of buildsOf(api, job, from - LONGEST_MS)) yield { rows: builds.flatMap((build) => told(build, from)) };
    }
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 600, gather });
