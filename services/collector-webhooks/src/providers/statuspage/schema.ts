import { z } from 'zod';

// The fields we use of Statuspage's deliveries; `meta`, whose `unsubscribe` would let anybody end the subscription, is never read.
const name = z.string().min(1).max(300);
const time = z.union([z.string(), z.number()]).nullish();
const text = z.string().nullish();

const Component = z.object({ id: z.string().max(200).nullish(), name, status: text });

/** How one update of an incident moved a component. */
const Affected = z.object({ code: text, name, old_status: text, new_status: text });
export type Affected = z.output<typeof Affected>;

const Update = z.object({
  id: text,
  status: z.string(),
  body: text,
  created_at: time,
  display_at: time,
  affected_components: z.array(Affected).nullish(),
});
export type Update = z.output<typeof Update>;

export const Incident = z.object({
  id: z.string().min(1).max(200),
  name: z.string(),
  status: z.string().min(1),
  impact: text,
  shortlink: z.string().max(4000).nullish(),
  created_at: time,
  updated_at: time,
  started_at: time,
  resolved_at: time,
  backfilled: z.boolean().nullish(),
  scheduled_for: time,
  scheduled_until: time,
  incident_updates: z.array(Update).nullish(),
  components: z.array(Component).nullish(),
});
export type Incident = z.output<typeof Incident>;

const Page = z.object({ id: z.string().min(1).max(200), name: text, url: z.string().max(3000).nullish() });
export type Page = z.output<typeof Page>;

export const IncidentTold = z.object({ page: Page, incident: Incident });
export type IncidentTold = z.output<typeof IncidentTold>;

export const ComponentTold = z.object({
  page: Page,
  component: Component,
  component_update: z.object({ id: z.string().min(1).max(200), old_status: text, new_status: z.string().min(1), created_at: time }),
});
export type ComponentTold = z.output<typeof ComponentTold>;

export const Settings = z.object({
  vendor: z.string().max(100).default('').describe('Whose page it is, put before the names of its components: `Stripe` makes `statuspage:component/Stripe API`. Empty: as the page names them.'),
});
export type Settings = z.output<typeof Settings>;
