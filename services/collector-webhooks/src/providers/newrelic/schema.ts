import { z } from 'zod';
import { maybe, said, several, table } from '../../provider/lenient.js';

/** `accumulations.tag`: each tag with all its values. */
const tags = z.record(z.string(), z.unknown()).nullish().transform((all) => Object.fromEntries(Object.entries(all ?? {}).flatMap(([key, value]): [string, string][] => {
  const values = several.parse(Array.isArray(value) ? value : [value]);
  return values.length === 1 && values[0] !== undefined && values[0] !== '' ? [[key, values[0]]] : [];
}).slice(0, 200))).catch({});

/** An issue, as the default template of a workflow tells it, and ours with entities, tags and times. */
export const Issue = z.object({
  id: maybe,
  issueId: maybe,
  issueUrl: maybe,
  title: z.union([maybe, several.transform((list) => list[0])]).catch(undefined),
  priority: maybe,
  state: said,
  trigger: maybe,
  createdAt: maybe,
  activatedAt: maybe,
  updatedAt: maybe,
  acknowledgedAt: maybe,
  closedAt: maybe,
  owner: maybe,
  accountId: z.union([maybe, several.transform((list) => list[0])]).catch(undefined),
  impactedEntities: several,
  entityNames: several,
  entityGuids: several,
  entityTypes: several,
  tags,
  sources: several,
  alertPolicyNames: several,
  alertConditionNames: several,
  nrqlQuery: several,
  runbookUrl: several,
  conditionDescription: several,
  workflowName: maybe,
}).refine(({ id, issueId }) => id ?? issueId, { error: 'no id: which issue?' });
export type Issue = z.output<typeof Issue>;

/** What the alert channels before workflows told of an incident. */
export const Incident = z.object({
  incident_id: said,
  current_state: said,
  severity: maybe,
  timestamp: maybe,
  condition_name: maybe,
  policy_name: maybe,
  details: maybe,
  account_id: maybe,
  account_name: maybe,
  owner: maybe,
  incident_url: maybe,
  runbook_url: maybe,
  violation_chart_url: maybe,
  targets: z.array(z.object({ id: maybe, name: maybe, type: maybe, product: maybe, link: maybe, labels: table })).nullish().catch(undefined),
});
export type Incident = z.output<typeof Incident>;

/** What the first webhooks posted as a form: JSON in the field `alert` or `deployment`. */
export const FirstAlert = z.object({
  created_at: maybe,
  application_name: maybe,
  account_name: maybe,
  severity: maybe,
  message: maybe,
  short_description: maybe,
  long_description: maybe,
  alert_url: maybe,
}).refine(({ alert_url, application_name }) => alert_url ?? application_name, { error: 'alert: neither alert_url nor application_name' });
export type FirstAlert = z.output<typeof FirstAlert>;

export const Deployment = z.object({
  created_at: said,
  application_name: said,
  account_name: maybe,
  deployed_by: maybe,
  revision: maybe,
  description: maybe,
  changelog: maybe,
  deployment_url: maybe,
});
export type Deployment = z.output<typeof Deployment>;
