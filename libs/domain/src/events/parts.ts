import { z } from 'zod';
import { Time } from './time.js';

export const Name = z.string().min(1).max(512);
export const Text = z.string().max(8192);

export const Source = z.object({
  provider: Name.describe('Who reported it: github, kubernetes, datadog ...'),
  instance: Name.optional().describe('Which one of them: repository, cluster, account.'),
  url: z.string().max(4096).optional(),
});
export type Source = z.output<typeof Source>;

export const Link = z.object({ title: Text, url: z.string().max(4096) });
export type Link = z.output<typeof Link>;

export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);
export type Severity = z.output<typeof Severity>;
/** Most severe first. */
export const severities = Severity.options;

export const Gap = z.object({ from: Time, to: Time.optional(), reason: Text });
export type Gap = z.output<typeof Gap>;

/** A JSON value. */
export const Json = z.json();

/** Lasting things as the sender names them: `acme/checkout-api`, `shop/deployment/checkout`; never a pod or a run. */
export const Entities = z.array(Name).max(1000).default([]);
export const Names = z.array(Name).max(1000).default([]);

/** A count as everything that reads events can hold it: Kubernetes, GraphQL and most databases end at 32 bits. */
const LARGEST = 2_147_483_647;
export const Count = z.int().nonnegative().refine((count) => count <= LARGEST, { error: `expected a number of at most ${LARGEST}` });
