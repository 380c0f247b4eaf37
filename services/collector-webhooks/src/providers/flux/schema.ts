import { z } from 'zod';
import { table, words } from '../../provider/loose.js';

export const Settings = z.object({
  cluster: z.string().min(1).max(500).optional().describe('The cluster that this Flux runs in, where `eventMetadata` of its Alerts does not say it.'),
});
export type Settings = z.output<typeof Settings>;

const name = z.string().min(1).max(253);

/** What the notification controller posts for `generic` and `generic-hmac`: event.toolkit.fluxcd.io, v1beta1 and v1. */
export const FluxEvent = z.object({
  involvedObject: z.object({ kind: z.string().min(1).max(100), namespace: words(100), name, uid: words(100) }),
  severity: z.string().max(60).default('info'),
  timestamp: z.string(),
  message: z.string().nullish().transform((text) => text ?? ''),
  reason: z.string().max(200).nullish().transform((text) => text ?? ''),
  metadata: table(100),
  reportingController: words(),
});
export type FluxEvent = z.output<typeof FluxEvent>;
