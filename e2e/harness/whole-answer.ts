import type { Stack } from './stack.js';

const fragments = {
  C: `fragment C on Change {
    id kind phase phases { phase at } title services environment cluster namespace entities identities occurredAt finishedAt
    actor { name kind basis onBehalfOf } outOfBand source { provider instance url } diff { path before after redacted }
    revision { commit image digest version previousCommit previousImage previousVersion } links { title url } attributes
  }`,
  A: 'fragment A on Alert { id fingerprint status class severity title service caller environment cluster entities startsAt endsAt source { provider instance url } labels links { title url } }',
  D: 'fragment D on Dependency { from to environment kind source confidence validFrom validTo }',
};

const questions = [
  `{ incidents(first: 10) { nodes {
    id title headline status mergedInto severity environment clusters openedAt resolvedAt services alertCount rulesVersion noChangeProbability
    affected { service role hops owner } alerts { ...A }
    suspects { rank probability service path verdict reasons { signal contribution sentence } change { ...C } linked { ...C } }
    blindSpots { source instance from to reason } unseen { unmappedChanges withoutDependencies neverHeardFrom sentence }
  } } } ${fragments.A} ${fragments.C}`,
  `{ changes(first: 20) { nodes { ...C mappedBy linked { id } } } alerts(first: 10) { nodes { ...A } } unmapped(first: 10) { nodes { provider entity count } } } ${fragments.A} ${fragments.C}`,
  `{ services(first: 10) { nodes {
    name environment clusters namespaces aliases owner system repositories health healthSince healthReasons replicas { desired ready }
    workloads { cluster namespace kind name desired ready health images } lastChange { id } openIncidents { id } dependencies { ...D } dependents { ...D }
  } } } ${fragments.D}`,
];

/**
 * Everything that is told of a small world, but for what is part of no equality: an incident's `revision`, and when and how
 * something was noticed (`observedAt`, `detectedBy`, `occurredAfter`, `lastSeenAt`, a workload's `since`).
 */
export const wholeAnswer = (stack: Pick<Stack, 'graphql'>): Promise<unknown[]> => Promise.all(questions.map((question) => stack.graphql<unknown>(question)));
