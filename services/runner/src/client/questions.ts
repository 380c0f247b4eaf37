import type { Incident, TimelineChange } from './shapes.js';

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
