import type { Change, Incident, ServiceLine, TimelineChange, UnmappedLine, Weighed } from './shapes.js';

const changeFragment = `fragment C on Change {
  id kind phase title service environment cluster namespace occurredAt
  actor { name kind onBehalfOf } source { provider instance url }
  diff { path before after redacted } revision { commit } links { title url }
}`;

/** Everything that a person reads of an incident. */
export const incidentFragment = `fragment I on Incident {
  id title headline status mergedInto severity environment clusters openedAt resolvedAt services alertCount
  affected { service role hops }
  suspects { rank probability service path reasons { signal contribution sentence } change { ...C } linked { ...C } }
  noChangeProbability blindSpots { source instance from to reason } unseen { sentence }
  feedback { verdict changeId by at note } weakLabels { changeId undoneAt sentence }
} ${changeFragment}`;

export const IncidentQuestion = `query ($id: ID!) { incident(id: $id) { ...I } } ${incidentFragment}`;
export interface IncidentAnswer {
  readonly incident: Incident | null;
}

export const IncidentsQuestion = `query ($filter: IncidentFilter, $first: Int) {
  incidents(filter: $filter, first: $first) { nodes { ...I } pageInfo { hasNextPage } }
} ${incidentFragment}`;
export interface IncidentsAnswer {
  readonly incidents: { readonly nodes: readonly Incident[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

/** `service` tells a service without changes from a name that nobody knows. */
export const ChangesQuestion = `query ($service: String!, $scope: Scope!, $last: Duration, $first: Int) {
  service(name: $service) { name }
  timeline(scope: $scope, last: $last, kinds: [CHANGE], first: $first) { edges { at service hops node { ...C } } pageInfo { hasNextPage } }
} ${changeFragment}`;
export interface ChangesAnswer {
  readonly service: { readonly name: string } | null;
  readonly timeline: { readonly edges: readonly TimelineChange[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

export const ServicesQuestion = `query ($filter: ServiceFilter, $first: Int) {
  services(filter: $filter, first: $first) { nodes { name environment health healthReasons owner system replicas { desired ready } } pageInfo { hasNextPage } }
}`;
export interface ServicesAnswer {
  readonly services: { readonly nodes: readonly ServiceLine[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

export const UnmappedQuestion = 'query ($first: Int) { unmapped(first: $first) { nodes { provider entity count lastSeenAt } pageInfo { hasNextPage } } }';
export interface UnmappedAnswer {
  readonly unmapped: { readonly nodes: readonly UnmappedLine[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

export const MapEntity = `mutation ($provider: String!, $entity: String!, $service: String!, $environment: String) {
  mapEntity(provider: $provider, entity: $entity, service: $service, environment: $environment) { name environment aliases }
}`;
export interface MapAnswer {
  readonly mapEntity: { readonly name: string; readonly environment: string | null; readonly aliases: readonly string[] };
}

export const WeighQuestion = `query ($id: ID!, $changeId: ID!) {
  incident(id: $id) { title weigh(changeId: $changeId) { eligible reason rank probability reasons { signal contribution sentence } } }
  change(id: $changeId) { title service environment occurredAt }
}`;
export interface WeighAnswer {
  readonly incident: { readonly title: string; readonly weigh: Weighed } | null;
  readonly change: Pick<Change, 'title' | 'service' | 'environment' | 'occurredAt'> | null;
}

const saidFields = 'id title feedback { verdict changeId by at note }';
interface SaidOf {
  readonly id: string;
  readonly title: string;
}
export const ConfirmSuspect = `mutation ($incidentId: ID!, $changeId: ID!, $note: String, $by: String) {
  confirmSuspect(incidentId: $incidentId, changeId: $changeId, note: $note, by: $by) { ${saidFields} }
}`;
export interface ConfirmAnswer {
  readonly confirmSuspect: SaidOf;
}
export const DismissSuspect = `mutation ($incidentId: ID!, $changeId: ID, $note: String, $by: String) {
  dismissSuspect(incidentId: $incidentId, changeId: $changeId, note: $note, by: $by) { ${saidFields} }
}`;
export interface DismissAnswer {
  readonly dismissSuspect: SaidOf;
}
