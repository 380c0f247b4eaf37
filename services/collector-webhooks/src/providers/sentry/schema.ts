import { z } from 'zod';
import { maybe, said, several } from '../../provider/lenient.js';

/** Tags come as pairs, `[["environment", "prod"], ...]`, from some versions as `{key, value}` or as a table. */
export const tags = z.unknown().optional().transform((all): Record<string, string> => {
  const pairs: unknown[] = Array.isArray(all) ? all : all !== null && typeof all === 'object' ? Object.entries(all) : [];
  return Object.fromEntries(pairs.flatMap((each): [string, string][] => {
    const [key, value] = Array.isArray(each) ? (each as unknown[]) : each !== null && typeof each === 'object' && 'key' in each ? [each.key, 'value' in each ? each.value : undefined] : [];
    const [name, text] = [said.safeParse(key).data, said.safeParse(value).data];
    return name && text ? [[name, text]] : [];
  }).slice(0, 200));
});

const Project = z.union([z.object({ id: maybe, slug: maybe, name: maybe }), maybe.transform((id) => ({ id, slug: undefined, name: undefined }))]).catch({ id: undefined, slug: undefined, name: undefined });

export const Event = z.object({
  event_id: maybe,
  issue_id: maybe,
  title: maybe,
  message: maybe,
  culprit: maybe,
  level: maybe,
  environment: maybe,
  release: maybe,
  datetime: maybe,
  timestamp: maybe,
  received: maybe,
  project: Project,
  tags,
  url: maybe,
  web_url: maybe,
  issue_url: maybe,
});
export type Event = z.output<typeof Event>;

export const Issue = z.object({
  id: said,
  shortId: maybe,
  title: maybe,
  culprit: maybe,
  level: maybe,
  status: maybe,
  substatus: maybe,
  issueCategory: maybe,
  type: maybe,
  firstSeen: maybe,
  lastSeen: maybe,
  count: maybe,
  userCount: maybe,
  project: Project,
  permalink: maybe,
  web_url: maybe,
});
export type Issue = z.output<typeof Issue>;

export const MetricAlert = z.object({
  id: said,
  identifier: maybe,
  title: maybe,
  date_started: maybe,
  date_detected: maybe,
  date_created: maybe,
  date_closed: maybe,
  projects: several,
  alert_rule: z.object({ id: maybe, name: maybe, environment: maybe, aggregate: maybe, query: maybe, projects: several }).nullish().catch(undefined),
});
export type MetricAlert = z.output<typeof MetricAlert>;

/** What Sentry's integrations post; `data` is read by what it holds. */
export const Hook = z.object({
  action: said,
  data: z.looseObject({}),
  installation: z.object({ uuid: maybe, organization: z.object({ slug: maybe }).nullish().catch(undefined) }).nullish().catch(undefined),
  actor: z.object({ type: maybe, name: maybe }).nullish().catch(undefined),
});
export type Hook = z.output<typeof Hook>;

/** What the legacy WebHooks plugin of a project posts: an event of an issue, when a rule fires. */
export const Plugin = z.object({
  id: said,
  project: maybe,
  project_slug: maybe,
  project_name: maybe,
  level: maybe,
  culprit: maybe,
  message: maybe,
  url: maybe,
  triggering_rules: several,
  event: Event,
});
export type Plugin = z.output<typeof Plugin>;
