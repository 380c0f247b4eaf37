import { z } from 'zod';
import { address, maybe, some, table, words, yes } from '../../provider/loose.js';

const Job = z.object({
  job: z.string().min(1).max(500).describe('The full name of jobs, which may have `*`: `deploy/*`.'),
  kind: z.enum(['deployment', 'job', 'code', 'config', 'infrastructure', 'database-migration']).default('deployment').describe('What their builds are.'),
  service: z.string().min(1).max(400).optional().describe('The service that they deploy.'),
  environment: z.string().min(1).max(400).optional().describe('The environment that they deploy to.'),
});

export const Settings = z.object({
  jobs: z.array(Job).max(1000).default([]).describe('What the builds of a job are, the first that fits; without one a build with a parameter for its environment, or of a job that is called a deploy, is a deployment.'),
  ignore: z.array(z.string().min(1).max(500)).max(1000).default([]).describe('Full names of jobs, which may have `*`, whose builds are nobody\'s change: nightly tests, linters.'),
});
export type Settings = z.output<typeof Settings>;

const number = z.union([z.number(), z.string().regex(/^\d{1,15}$/), z.bigint()]).transform(String);
const Cause = z.object({ userId: words(), userName: words(), shortDescription: words(500), upstreamProject: words(500) });
export type Cause = z.output<typeof Cause>;

/** What the Notification plugin sends; causes are not among it, but a template of one's own may add them. */
export const Notification = z.object({
  name: words(500),
  display_name: words(500),
  url: words(1500),
  build: z.object({
    full_url: address,
    url: words(1500),
    number,
    phase: z.string().max(60),
    status: words(60),
    timestamp: z.union([z.number(), z.string(), z.bigint()]).nullish().catch(undefined),
    duration: z.number().nonnegative().nullish().catch(undefined),
    scm: maybe(z.object({ url: words(1000), branch: words(300), commit: words(100), changes: some(z.string().max(1000), 100), culprits: some(z.string().trim().min(1).max(300), 100) })),
    parameters: table(100, 500),
    causes: some(Cause, 10),
    log: z.string().nullish().catch(undefined),
    notes: words(1000),
    test_summary: maybe(z.object({ total: z.number(), failed: z.number(), skipped: z.number().nullish(), failed_tests: some(z.string().max(300), 20) })),
    artifacts: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
});
export type Notification = z.output<typeof Notification>;

const Action = z.object({
  causes: some(Cause, 10),
  parameters: some(z.object({ name: z.string().min(1).max(200), value: z.unknown().optional() }), 100),
  lastBuiltRevision: maybe(z.object({ SHA1: words(100), branch: some(z.object({ name: words(300) }), 5) })),
  remoteUrls: some(z.string().max(1000), 5),
});

const ChangeSet = z.object({ items: some(z.object({ affectedPaths: some(z.string().max(1000), 100) }), 100) });

/** A build as the API answers it. */
export const ApiBuild = z.object({
  number,
  url: address,
  fullDisplayName: words(700),
  timestamp: z.union([z.number(), z.string(), z.bigint()]),
  duration: z.number().nullish().catch(undefined),
  building: yes,
  result: words(60),
  actions: some(Action, 100),
  culprits: some(z.object({ fullName: words() }), 100),
  // a pipeline has several, other builds have one
  changeSet: maybe(ChangeSet),
  changeSets: some(ChangeSet, 20),
});
export type ApiBuild = z.output<typeof ApiBuild>;
