import { z } from 'zod';
import { maybe, several, table } from '../../provider/lenient.js';

export const Alert = z.object({
  alertId: maybe,
  id: maybe,
  tinyId: maybe,
  alias: maybe,
  message: maybe,
  description: maybe,
  entity: maybe,
  tags: several,
  /** Only where the integration's box is ticked, and then only when it is created. */
  details: table,
  /** `P3`, `"2"` or `3`. */
  priority: maybe,
  oldPriority: maybe,
  source: maybe,
  username: maybe,
  /** ms. */
  createdAt: maybe,
  /** ns, beyond what a number holds. */
  updatedAt: maybe,
  insertedAt: maybe,
});
export type Alert = z.output<typeof Alert>;

/** Opsgenie's incidents have the same, under other names. */
export const Incident = z.object({
  incidentId: maybe,
  id: maybe,
  tinyId: maybe,
  message: maybe,
  description: maybe,
  tags: several,
  details: table,
  extraProperties: table,
  priority: maybe,
  status: maybe,
  serviceId: maybe,
  impactedServices: several,
  username: maybe,
  createdAt: maybe,
  updatedAt: maybe,
  impactStartDate: maybe,
});
export type Incident = z.output<typeof Incident>;

export const Action = z.object({
  action: z.string().min(1).max(200),
  alert: Alert.optional(),
  incident: Incident.optional(),
  integrationId: maybe,
  integrationName: maybe,
}).refine(({ alert, incident }) => alert?.alertId ?? alert?.id ?? incident?.incidentId ?? incident?.id, { error: 'neither alert.alertId nor incident.incidentId: which alert?' });
export type Action = z.output<typeof Action>;

export const Settings = z.object({
  site: z.url({ protocol: /^https$/ }).max(200).transform((url) => url.replace(/\/+$/, '')).default('https://app.opsgenie.com').describe('Where your Opsgenie\'s pages are, such as https://acme.app.eu.opsgenie.com: links lead there.'),
});
export type Settings = z.output<typeof Settings>;
