import { z } from 'zod';

const Reference = z.object({ id: z.string().min(1), summary: z.string().nullish(), html_url: z.string().nullish() });

export const Incident = z.object({
  id: z.string().min(1),
  html_url: z.string().nullish(),
  number: z.number().nullish(),
  status: z.string().nullish(),
  incident_key: z.string().nullish(),
  created_at: z.string().nullish(),
  title: z.string().nullish(),
  service: Reference.nullish(),
  priority: z.object({ summary: z.string().nullish(), name: z.string().nullish() }).nullish(),
  urgency: z.string().nullish(),
});
export type Incident = z.output<typeof Incident>;

/** A version 3 webhook; `data` is read by the event's type. */
export const Webhook = z.object({
  event: z.object({
    id: z.string().min(1),
    event_type: z.string().min(1),
    occurred_at: z.string(),
    data: z.unknown(),
  }),
});
export type Webhook = z.output<typeof Webhook>;
