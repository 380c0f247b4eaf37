import { z } from 'zod';
import { maybe, table } from '../../provider/lenient.js';

/** One alert of a notification; `values` are the numbers of its queries. */
export const Entry = z.object({
  status: maybe,
  labels: table,
  annotations: table,
  startsAt: maybe,
  endsAt: maybe,
  generatorURL: maybe,
  fingerprint: maybe,
  silenceURL: maybe,
  dashboardURL: maybe,
  panelURL: maybe,
  values: table,
  valueString: maybe,
  title: maybe,
});
export type Entry = z.output<typeof Entry>;

/** What unified alerting sends, version 1 of its webhook (Grafana 8 and later). */
export const Notification = z.object({
  alerts: z.array(Entry).min(1),
  status: maybe,
  receiver: maybe,
  groupKey: maybe,
  commonLabels: table,
  externalURL: maybe,
  orgId: maybe,
  truncatedAlerts: z.coerce.number().int().nonnegative().catch(0),
});
export type Notification = z.output<typeof Notification>;

/** What the dashboards' own alerting sent until Grafana 10: no time, and one state for all that matches. */
export const Legacy = z.object({
  ruleId: maybe,
  ruleName: maybe,
  ruleUrl: maybe,
  state: maybe,
  title: maybe,
  message: maybe,
  orgId: maybe,
  dashboardId: maybe,
  panelId: maybe,
  tags: table,
  evalMatches: z.array(z.object({ metric: maybe, value: maybe, tags: table })).nullish().catch([]),
}).refine(({ ruleId, ruleName, ruleUrl }) => ruleId ?? ruleName ?? ruleUrl, { error: 'neither ruleId nor ruleName: which rule?' });
export type Legacy = z.output<typeof Legacy>;

/** A rule as it is configured: exports and simulators post it; it says nothing of whether it fires. */
export const Rule = z.object({ condition: z.string(), data: z.array(z.unknown()), title: maybe, noDataState: maybe });

export const Settings = z.object({
  signatureHeader: z.string().regex(/^[A-Za-z0-9-]{1,100}$/).default('X-Grafana-Alerting-Signature').describe('The header that carries the HMAC signature, as the contact point names it.'),
  timestampHeader: z.string().regex(/^[A-Za-z0-9-]{0,100}$/).default('').describe('The header that carries the signed timestamp, as the contact point names it; empty: X-Grafana-Alerting-Timestamp counts when it is sent.'),
});
export type Settings = z.output<typeof Settings>;
