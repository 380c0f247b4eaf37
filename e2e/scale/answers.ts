import { type Incident, canonicalJson } from '@culprit/domain';
import type { Stack } from '../harness/stack.js';

const FIELDS = `
  id title headline status severity environment clusters openedAt resolvedAt services alertCount noChangeProbability rulesVersion
  affected { service role hops } unseen { unmappedChanges withoutDependencies neverHeardFrom sentence }
  suspects { rank probability service path reasons { signal contribution sentence } change { id title } linked { id } }`;
const question = `query ($environment: String, $after: String) { incidents(filter: { environment: $environment }, first: 200, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  readonly incidents: { readonly nodes: readonly { readonly id: string }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };
}

/** Every incident of an environment as a query-api lists it, by id. */
export const listed = async (stack: Stack, at: number, environment: string): Promise<ReadonlyMap<string, string>> => {
  const all = new Map<string, string>();
  for (let after: string | null = null; ;) {
    const { incidents }: Page = await stack.graphql<Page>(question, { environment, after }, at);
    for (const node of incidents.nodes) all.set(node.id, canonicalJson(node));
    if (!incidents.pageInfo.hasNextPage) return all;
    after = incidents.pageInfo.endCursor;
  }
};

const name = (value: string): string => value.toUpperCase().replaceAll('-', '_');

/** An incident as it has to be listed. */
export const asListed = (incident: Incident): string => {
  const { id, title, headline, status, severity, environment, clusters, openedAt, resolvedAt, services, alertCount, noChangeProbability, rulesVersion, affected, unseen, suspects } = incident;
  return canonicalJson({
    id, title, headline, status: name(status), severity: name(severity), environment, clusters, openedAt, resolvedAt: resolvedAt ?? null, services, alertCount, noChangeProbability, rulesVersion, unseen,
    affected: affected.map(({ service, role, hops }) => ({ service, role: name(role), hops })),
    suspects: suspects.map(({ rank, probability, service, path, reasons, changeIds: [id, ...others], change }) => ({
      rank, probability, service: service ?? null, path, reasons, change: { id, title: change.title }, linked: others.map((other) => ({ id: other })),
    })),
  });
};
