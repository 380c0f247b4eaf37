import type { Stack } from '../harness/stack.js';

interface Line { readonly service: { readonly timeline: { readonly edges: readonly { readonly node: { readonly id: string } }[]; readonly pageInfo: { readonly hasNextPage: boolean } } } | null }
interface Names { readonly unmapped: { readonly nodes: readonly { readonly provider: string; readonly entity: string; readonly count: number }[] } }

/** Ids of the changes and alerts in a service's timeline, as often as they stand there, sorted. */
export const timelineIds = async (stack: Stack, service: string): Promise<string[]> => {
  const question = 'query ($name: String!) { service(name: $name) { timeline(kinds: [CHANGE, ALERT], collapse: false, first: 200) { edges { node { ... on Change { id } ... on Alert { id } } } pageInfo { hasNextPage } } } }';
  const { service: found } = await stack.graphql<Line>(question, { name: service });
  if (found?.timeline.pageInfo.hasNextPage === true) throw new Error('the timeline holds more than was sent');
  return (found?.timeline.edges ?? []).map(({ node }) => node.id).sort();
};

/** How many events name this entity and belong to no service. */
export const unmappedCount = async (stack: Stack, entity: string): Promise<number> => {
  const { unmapped } = await stack.graphql<Names>('{ unmapped(first: 200) { nodes { provider entity count } } }');
  return unmapped.nodes.filter((one) => one.entity === entity).reduce((sum, { count }) => sum + count, 0);
};

/** What belongs where, for every fact: the answers that a rebuild must give again. */
export const allFacts = (stack: Stack): Promise<unknown[]> =>
  Promise.all([
    '{ changes(first: 200) { nodes { id title kind phase services mappedBy environment entities occurredAt } } }',
    '{ alerts(first: 200) { nodes { id fingerprint status service startsAt endsAt severity title } } }',
    '{ incidents(first: 50) { nodes { id title headline status mergedInto openedAt resolvedAt services alertCount suspects { rank probability service change { id } } } } }',
    '{ unmapped(first: 200) { nodes { provider entity count } } }',
  ].map((question) => stack.graphql<unknown>(question)));
