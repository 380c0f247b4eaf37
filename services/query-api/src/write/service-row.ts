import { buildCatalog, compareText, type Service } from '@culprit/domain';
import type { ServiceRow } from '@culprit/ports';

/** A service by what the catalog alone says of it, for as long as the store does not show it: nothing is known of its health. */
export const catalogRow = (statements: Iterable<Service>, name: string, environment: string | undefined): ServiceRow => {
  const said = (buildCatalog(statements).entries.get(name)?.statements ?? []).filter((s) => s.environment === undefined || environment === undefined || s.environment === environment);
  const union = (pick: (s: Service) => readonly string[]): string[] => [...new Set(said.flatMap(pick))].sort(compareText);
  const owner = said.find((s) => s.owner !== undefined)?.owner;
  const system = said.find((s) => s.system !== undefined)?.system;
  return {
    name,
    ...(environment === undefined ? {} : { environment }),
    clusters: union((s) => s.workloads.map(({ cluster }) => cluster)),
    namespaces: union((s) => s.workloads.map(({ namespace }) => namespace)),
    aliases: union((s) => s.aliases),
    ...(owner === undefined ? {} : { owner }),
    ...(system === undefined ? {} : { system }),
    repositories: union((s) => s.repositories),
    links: said.flatMap((s) => s.links),
    health: 'UNKNOWN',
    healthReasons: ['The read store does not show it yet.'],
    workloads: said.flatMap((s) => s.workloads),
  };
};
