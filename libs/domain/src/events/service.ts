import { z } from 'zod';
import { Count, Link, Name, Names } from './parts.js';
import { Time } from './time.js';

export const WorkloadHealth = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'UNKNOWN']);

export const Workload = z.object({
  cluster: Name,
  namespace: Name,
  kind: Name,
  name: Name,
  desired: Count.optional(),
  ready: Count.optional(),
  health: WorkloadHealth.default('UNKNOWN'),
  since: Time.optional(),
  images: Names,
});
export type Workload = z.output<typeof Workload>;

/** A catalog statement. Of those of one (source, environment, name) the latest counts; sources add up. */
export const Service = z.object({
  name: Name,
  environment: Name.optional(),
  source: Name.default('declared'),
  aliases: Names.describe('Entities that are this service under another name.'),
  owns: Names.describe('Patterns (`*`) over entities that this service answers for.'),
  owner: Name.optional(),
  system: Name.optional(),
  links: z.array(Link).default([]),
  repositories: Names,
  images: Names,
  dependsOn: Names,
  workloads: z.array(Workload).default([]),
  observedAt: Time,
  removed: z.boolean().optional(),
});
export type Service = z.output<typeof Service>;
