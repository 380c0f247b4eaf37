import { z } from 'zod';
import { maybe, said } from '../../provider/lenient.js';

const Id = said.pipe(z.string().min(1));
const Reference = z.object({ id: Id, summary: maybe, name: maybe, html_url: maybe, type: maybe });
const reference = Reference.nullish().catch(undefined);

export const Incident = z.object({
  id: Id,
  html_url: maybe,
  number: maybe,
  status: maybe,
  /** The deduplication key of whoever triggered it: that of the monitor behind it. */
  incident_key: maybe,
  created_at: maybe,
  title: maybe,
  service: reference,
  priority: z.object({ summary: maybe, name: maybe }).nullish().catch(undefined),
  urgency: maybe,
  conference_bridge: z.object({ conference_url: maybe }).nullish().catch(undefined),
  resolve_reason: z.object({ type: maybe, incident: reference }).nullish().catch(undefined),
  incident_type: z.object({ name: maybe }).nullish().catch(undefined),
  alerts: z.array(z.object({ alert_key: maybe })).nullish().catch(undefined),
});
export type Incident = z.output<typeof Incident>;

/** Who did it, a person or the integration of a monitor; and the tool that the trigger names with its address. */
export const Around = z.object({ agent: reference, client: z.object({ name: maybe, url: maybe }).nullish().catch(undefined) });
export type Around = z.output<typeof Around>;

/** A version 3 webhook; `data` is read by the event's type. */
export const Webhook = z.object({
  event: Around.extend({
    id: said,
    event_type: z.string().min(1),
    occurred_at: said,
    data: z.unknown(),
  }),
});
export type Webhook = z.output<typeof Webhook>;

/** Versions 1 and 2, several messages at once: the same incident under older names. */
const Older = z.object({
  id: Id,
  html_url: maybe,
  incident_number: maybe,
  status: maybe,
  incident_key: maybe,
  created_at: maybe,
  created_on: maybe,
  title: maybe,
  description: maybe,
  trigger_summary_data: z.object({ subject: maybe, description: maybe }).nullish().catch(undefined),
  service: reference,
  priority: Incident.shape.priority,
  urgency: maybe,
  alerts: Incident.shape.alerts,
});
const Message = z.object({
  type: maybe,
  event: maybe,
  created_on: said,
  incident: Older.optional(),
  data: z.object({ incident: Older.optional() }).nullish().catch(undefined),
});
export const Messages = z.object({ messages: z.array(Message).min(1) });
export type Message = z.output<typeof Message>;
