import { z } from 'zod';
import { address, some, words } from '../../provider/loose.js';

export const Settings = z.object({
  environments: z.record(z.string(), z.string().min(1).max(500)).default({}).describe('Environments by name of the workspace, which may have `*`: `{ "*-prod": "production" }`. The first that fits.'),
});
export type Settings = z.output<typeof Settings>;

const State = z.object({ message: words(1000), trigger: z.string().min(1).max(200), run_status: words(100), run_updated_at: words(60), run_updated_by: words(), error_message: words(2000) });

/** Version 1: what happens to a run. Everything is null in the one that verifies the address. */
export const RunNotification = z.object({
  run_url: address,
  run_id: words(100),
  run_message: words(1000),
  run_created_at: words(60),
  run_created_by: words(),
  workspace_id: words(100),
  workspace_name: words(200),
  organization_name: words(200),
  notifications: some(State, 20),
});
export type RunNotification = z.output<typeof RunNotification>;
export type State = z.output<typeof State>;

const count = z.number().nonnegative().nullish().catch(undefined);
const Assessment = z.object({
  id: z.string().min(1).max(100),
  url: address,
  drifted: z.boolean().nullish().catch(undefined),
  resources_drifted: count,
  resources_undrifted: count,
  checks_failed: count,
  checks_errored: count,
  checks_passed: count,
  created_at: z.string(),
});
export type Assessment = z.output<typeof Assessment>;

/** Version 2: what an assessment of a workspace found. */
export const AssessmentNotification = z.object({
  trigger: z.string().min(1).max(200),
  message: words(1000),
  details: z.object({
    new_assessment_result: Assessment,
    prior_assessment_result: Assessment.nullish().catch(undefined),
    workspace_id: words(100),
    workspace_name: words(200),
    organization_name: words(200),
  }),
});
export type AssessmentNotification = z.output<typeof AssessmentNotification>;

export const Trigger = z.object({ payload_version: z.union([z.number(), z.string(), z.bigint()]).transform(String), trigger: words(200), trigger_scope: words(60) });
