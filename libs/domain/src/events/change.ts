import { z } from 'zod';
import { Count, Entities, Json, Link, Name, Names, Source, Text } from './parts.js';
import { Time } from './time.js';

export const ChangeKind = z.enum([
  'deployment', 'config', 'feature-flag', 'scaling', 'infrastructure', 'job', 'database-migration', 'code', 'third-party', 'custom',
]);
export type ChangeKind = z.output<typeof ChangeKind>;
export const ChangePhase = z.enum(['started', 'succeeded', 'failed', 'rolled-back']);
export type ChangePhase = z.output<typeof ChangePhase>;
export const PhaseAt = z.object({ phase: ChangePhase, at: Time });
export type PhaseAt = z.output<typeof PhaseAt>;

export const Actor = z.object({
  name: Name.optional(),
  kind: z.enum(['human', 'automation', 'autoscaler', 'unknown']).default('unknown'),
  basis: z.enum(['sender', 'audit', 'manager', 'chain']).default('sender').describe('How the actor is known.'),
  onBehalfOf: Name.optional(),
});
export type Actor = z.output<typeof Actor>;

export const DiffEntry = z.object({
  path: Text,
  before: Json.optional(),
  after: Json.optional(),
  redacted: z.boolean().optional().describe('The values differ but are not shown.'),
});
export type DiffEntry = z.output<typeof DiffEntry>;

export const Revision = z.object({
  commit: Name.optional(),
  image: Name.optional(),
  digest: Name.optional(),
  version: Name.optional(),
  previous: z.object({ commit: Name.optional(), image: Name.optional(), version: Name.optional() }).optional(),
});
export type Revision = z.output<typeof Revision>;

export const ChangeScope = z.object({ clusters: Names, namespaces: Names, environment: Name.optional() });
export type ChangeScope = z.output<typeof ChangeScope>;

/** An empty scope is none: nothing in it says where. */
export const namesPlace = (scope: ChangeScope | undefined): boolean => scope !== undefined && (scope.clusters.length > 0 || scope.namespaces.length > 0 || scope.environment !== undefined);

/** Something that somebody or something changed; contracts.md section 1. */
export const Change = z.object({
  id: Name.describe('Names the fact, not the statement; deterministic.'),
  parser: Count.default(1).describe('Raised when a mapping changes: the highest of several statements counts.'),
  updatedAt: Time.describe("The sender's time of this phase."),
  source: Source,
  kind: ChangeKind,
  phase: ChangePhase,
  phases: z.array(PhaseAt).default([]),
  occurredAt: Time,
  finishedAt: Time.optional(),
  observedAt: Time,
  detectedBy: z.enum(['live', 'reconcile']).default('live'),
  occurredAfter: Time.optional(),
  environment: Name.optional(),
  cluster: Name.optional(),
  namespace: Name.optional(),
  services: Names,
  entities: Entities,
  scope: ChangeScope.optional(),
  actor: Actor.optional(),
  title: Text,
  diff: z.array(DiffEntry).default([]),
  revision: Revision.optional(),
  identities: Names.describe('commit:…, image:…, flag:…: what several tools call the same change by.'),
  outOfBand: z.boolean().optional().describe('A person changed what a GitOps or release tool owns.'),
  links: z.array(Link).default([]),
  attributes: z.record(z.string(), Json).default({}),
});
export type Change = z.output<typeof Change>;

/** Whether it is, or ever was, in a phase. */
export const wasIn = ({ phase, phases }: Pick<Change, 'phase' | 'phases'>, wanted: ChangePhase): boolean => phase === wanted || phases.some((each) => each.phase === wanted);
