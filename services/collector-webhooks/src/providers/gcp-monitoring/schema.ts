import { z } from 'zod';
import { maybe, said, table } from '../../provider/lenient.js';

const Named = z.object({ type: maybe, displayName: maybe, labels: table }).nullish().catch(undefined);

export const Incident = z.object({
  incident_id: said.pipe(z.string().min(1)),
  state: said,
  started_at: maybe,
  ended_at: maybe,
  summary: maybe,
  url: maybe,
  severity: maybe,
  scoping_project_id: maybe,
  policy_name: maybe,
  policy_user_labels: table,
  condition_name: maybe,
  condition: z.object({ name: maybe, displayName: maybe }).nullish().catch(undefined),
  resource: Named,
  resource_id: maybe,
  resource_name: maybe,
  resource_display_name: maybe,
  resource_type_display_name: maybe,
  metric: Named,
  metadata: z.object({ system_labels: table, user_labels: table }).nullish().catch(undefined),
  observed_value: maybe,
  threshold_value: maybe,
  documentation: z.union([
    z.object({ subject: maybe, content: maybe, links: z.array(z.object({ displayName: maybe, url: maybe })).nullish().catch(undefined) }),
    maybe.transform((content) => ({ subject: undefined, content, links: undefined })),
  ]).catch({ subject: undefined, content: undefined, links: undefined }),
});
export type Incident = z.output<typeof Incident>;

/** Versions 1.0 to 1.2; `test` is the console's test button. */
export const Notification = z.object({ version: maybe, incident: Incident });
export type Notification = z.output<typeof Notification>;
