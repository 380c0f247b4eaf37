import { z } from 'zod';
import { maybe, said, table } from '../../provider/lenient.js';

/** One alert, as it stands in a notification, in what Prometheus posts itself, and in what the API lists. */
export const Entry = z.object({
  /** `firing` or `resolved`; the API tells a state and who silences it. Prometheus tells none. */
  status: z.union([said, z.object({ state: said })]).nullish(),
  labels: table,
  annotations: table,
  startsAt: maybe,
  endsAt: maybe,
  updatedAt: maybe,
  generatorURL: maybe,
  fingerprint: maybe,
});
export type Entry = z.output<typeof Entry>;

/** A notification, version 4; older ones tell less of the same. */
export const Notification = z.object({
  version: maybe,
  alerts: z.array(Entry).min(1),
  receiver: maybe,
  groupKey: maybe,
  commonLabels: table,
  externalURL: maybe,
  truncatedAlerts: z.coerce.number().int().nonnegative().catch(0),
});
export type Notification = z.output<typeof Notification>;

export const Single = Entry.extend({ summary: maybe, description: maybe });

export const Entries = z.array(Entry).min(1);
