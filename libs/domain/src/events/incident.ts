import { z } from 'zod';
import { AlertClass, AlertStatus } from './alert.js';
import { Actor, Change, ChangeKind } from './change.js';
import { Gap, Link, Name, Severity, Source, Text } from './parts.js';
import { Time } from './time.js';

export const IncidentStatus = z.enum(['open', 'resolved', 'merged']);
export type IncidentStatus = z.output<typeof IncidentStatus>;
export const IncidentEvent = z.enum(['opened', 'suspect-named', 'suspect-changed', 'alerts-changed', 'resolved', 'reopened', 'merged']);
export type IncidentEvent = z.output<typeof IncidentEvent>;

const Probability = z.number().min(0).max(1);

export const Reason = z.object({ signal: Name, contribution: z.number().describe('Log-odds, 6 decimals.'), sentence: Text });
export type Reason = z.output<typeof Reason>;

/** Another change of a suspect, in short: who pushed what was deployed, and where to read it. */
export const LinkedChange = z.object({ id: Name, kind: ChangeKind, title: Text, occurredAt: Time, actor: Actor.optional(), source: Source, links: z.array(Link) });
export type LinkedChange = z.output<typeof LinkedChange>;

export const Suspect = z.object({
  rank: z.int().min(1).max(5),
  changeIds: z.array(Name).min(1).describe('The first is the step closest to impact.'),
  probability: Probability,
  service: Name.optional(),
  owner: Name.optional(),
  reasons: z.array(Reason),
  path: z.array(Name).describe('From the alerting service to the changed one, as calls go.'),
  change: Change.describe('The first change whole; its diff is cut at 20 entries.'),
  linked: z.array(LinkedChange).max(10).optional().describe('The changes after the first, in the order of `changeIds`; left out where there are none.'),
});
export type Suspect = z.output<typeof Suspect>;

const Lapsed = z.literal(true).optional().describe('It ended by itself: its sender fell silent, and only a firing says that it is back.');

/** What one of the sources of an alert says of it. */
export const AlertAsTold = z.object({
  id: Name, fingerprint: Name, status: AlertStatus, severity: Severity, startsAt: Time, endsAt: Time.optional(), lapsed: Lapsed, source: Source,
});
export type AlertAsTold = z.output<typeof AlertAsTold>;

/** An episode of a member alert, as the incident lists it. */
export const IncidentAlert = z.object({
  id: Name,
  fingerprint: Name,
  service: Name.optional(),
  caller: Name.optional().describe('Of an alert on a call: who made it.'),
  class: AlertClass,
  status: AlertStatus,
  severity: Severity,
  title: Text,
  startsAt: Time,
  endsAt: Time.optional(),
  lapsed: Lapsed,
  cluster: Name.optional(),
  source: Source,
  sources: z.array(AlertAsTold).max(20).optional().describe('Where several tell the same alert: what each says, the first to begin first. The rest is what they say together.'),
});
export type IncidentAlert = z.output<typeof IncidentAlert>;

export const Affected = z.object({ service: Name, role: z.enum(['alerting', 'at-risk']), hops: z.int().nonnegative(), owner: Name.optional() });
export type Affected = z.output<typeof Affected>;

export const Unseen = z.object({
  unmappedChanges: z.int().nonnegative(),
  withoutDependencies: z.array(Name),
  neverHeardFrom: z.array(Name),
  sentence: Text,
});
export type Unseen = z.output<typeof Unseen>;

export const BlindSpot = Gap.extend({ source: Name, instance: Name });
export type BlindSpot = z.output<typeof BlindSpot>;

/** A change that was undone while the incident was open, which then soon ended: a sign of what did it, and nobody's word. */
export const Undone = z.object({ changeId: Name, kind: ChangeKind, provider: Name, at: Time });
export type Undone = z.output<typeof Undone>;

/** One revision of an incident, whole; contracts.md sections 1 and 3. */
export const Incident = z.object({
  id: Name,
  title: Text,
  headline: Text.describe('One sentence for a pager.'),
  url: z.string().optional(),
  environment: Name,
  clusters: z.array(Name),
  severity: Severity,
  status: IncidentStatus,
  mergedInto: Name.optional(),
  openedAt: Time,
  resolvedAt: Time.optional(),
  asOf: Time.describe('The newest event time known when this revision was written; not part of any equality.'),
  services: z.array(Name),
  affected: z.array(Affected),
  alertCount: z.int().nonnegative(),
  alerts: z.array(IncidentAlert).max(200),
  suspects: z.array(Suspect).max(5),
  noChangeProbability: Probability,
  undone: z.array(Undone).max(20).optional().describe('What was undone while it was open, the last first, where it soon ended; left out where nothing was.'),
  blindSpots: z.array(BlindSpot),
  unseen: Unseen,
  rulesVersion: Name,
  revision: z.int().positive(),
  what: z.array(IncidentEvent),
});
export type Incident = z.output<typeof Incident>;
