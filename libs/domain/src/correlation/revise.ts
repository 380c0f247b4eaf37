import { canonicalJson, isSame } from '../events/canonical.js';
import type { Incident, IncidentEvent } from '../events/incident.js';
import type { IncidentBody } from './render.js';

/** What of an incident counts when two are compared: all but revision, what and asOf. */
export const comparable = (incident: IncidentBody | Incident): string => canonicalJson(bare(incident));

/** Without what no comparing looks at. */
const bare = (incident: IncidentBody | Incident): object => ({ ...incident, revision: undefined, what: undefined, asOf: undefined });
const firstSuspect = (body: IncidentBody): unknown => [body.suspects[0]?.service, body.suspects[0]?.changeIds[0]];
const causes = (body: IncidentBody): unknown => [body.suspects, body.noChangeProbability, body.undone, body.unseen, body.blindSpots, body.affected, body.rulesVersion];
const alerts = (body: IncidentBody): unknown => [body.alerts, body.alertCount, body.severity, body.services, body.title];

/** What happened between two revisions, what matters most to a subscriber first (it becomes `ce_type`); never empty. */
export const whatHappened = (before: IncidentBody | undefined, after: IncidentBody): IncidentEvent[] => {
  if (after.status === 'merged') return ['merged'];
  if (before === undefined) return after.suspects.length > 0 ? ['opened', 'suspect-named'] : ['opened'];
  const named = before.suspects.length === 0 && after.suspects.length > 0;
  const happened: IncidentEvent[] = [
    ...(before.status !== 'resolved' && after.status === 'resolved' ? (['resolved'] as const) : []),
    ...(before.status !== 'open' && after.status === 'open' ? (['reopened'] as const) : []),
    ...(named ? (['suspect-named'] as const) : []),
    ...(!named && !isSame(firstSuspect(before), firstSuspect(after)) ? (['suspect-changed'] as const) : []),
    ...(!isSame(alerts(before), alerts(after)) ? (['alerts-changed'] as const) : []),
  ];
  if (happened.length > 0) return happened;
  return isSame(causes(before), causes(after)) ? ['alerts-changed'] : ['suspect-changed'];
};

/** The next revision of an incident over the newest one published, or nothing when that says it already. */
export const nextRevision = (published: Incident | undefined, body: IncidentBody, asOf: string): Incident | undefined => {
  if (published !== undefined && isSame(bare(published), bare(body))) return undefined;
  return { ...body, asOf, revision: (published?.revision ?? 0) + 1, what: whatHappened(published, body) };
};

/** The last revision of an id whose alert another incident now holds. */
export const mergedInto = (published: Incident, survivor: IncidentBody): IncidentBody => ({ ...published, status: 'merged', mergedInto: survivor.id });
