import type { Told } from '../entry.js';
import { hintsOf } from './annotations.js';
import type { Entity } from './entity.js';
import { apiAlias, dependencyName, plain, refOf } from './refs.js';

const nothing = { aliases: [], owns: [], links: [], repositories: [], images: [], dependsOn: [], workloads: [] } satisfies Omit<Told, 'name'>;
const distinct = (names: readonly (string | undefined)[]): string[] => [...new Set(names.filter((name) => name !== undefined))];

/**
 * What an entity says of services: of itself where it is a Component or a Resource, and of those that depend on it. Systems, groups and APIs are
 * what services name as system, owner and dependency; they are no services themselves.
 */
export const toServices = ({ kind, metadata, spec }: Entity): Told[] => {
  const sort = kind.toLowerCase();
  if (sort !== 'component' && sort !== 'resource') return [];
  const namespace = metadata.namespace ?? 'default';
  const name = plain({ namespace, name: metadata.name });
  const near = (of: string) => ({ kind: of, namespace });
  const hints = hintsOf(metadata.annotations ?? {});
  const apis = (list: readonly string[] | null | undefined): string[] => (list ?? []).map((ref) => apiAlias(refOf(ref, near('api'))));
  const services = (list: readonly string[] | null | undefined): string[] => distinct((list ?? []).map((ref) => dependencyName(refOf(ref, near('component')))));
  const owner = spec?.owner ?? undefined;
  const system = spec?.system ?? undefined;
  const itself: Told = {
    ...nothing,
    name,
    aliases: distinct([metadata.title ?? undefined, ...hints.flatMap((hint) => hint.aliases ?? []), ...apis(spec?.providesApis)]).filter((alias) => alias !== name),
    owns: distinct(hints.flatMap((hint) => hint.owns ?? [])),
    ...(owner === undefined ? {} : { owner: plain(refOf(owner, near('group'))) }),
    ...(system === undefined ? {} : { system: plain(refOf(system, near('system'))) }),
    links: [...(metadata.links ?? []).map(({ title, url }) => ({ title: title ?? url, url })), ...hints.flatMap((hint) => hint.links ?? [])],
    repositories: distinct(hints.flatMap((hint) => hint.repositories ?? [])),
    dependsOn: distinct([...services(spec?.dependsOn), ...apis(spec?.consumesApis)]).filter((other) => other !== name),
  };
  return [itself, ...services(spec?.dependencyOf).filter((other) => other !== name).map((other) => ({ ...nothing, name: other, dependsOn: [name] }))];
};

/** One of each name: a component and its resource may have one, and an entity may be spoken of elsewhere in the file. */
export const joined = (all: readonly Told[]): Told[] => {
  const byName = new Map<string, Told>();
  for (const next of all) {
    const known = byName.get(next.name);
    const both = (pick: (told: Told) => readonly string[]): string[] => distinct([...(known === undefined ? [] : pick(known)), ...pick(next)]);
    byName.set(next.name, known === undefined ? next : {
      ...next,
      ...known,
      aliases: both((t) => t.aliases),
      owns: both((t) => t.owns),
      repositories: both((t) => t.repositories),
      dependsOn: both((t) => t.dependsOn),
      links: [...new Map([...known.links, ...next.links].map((link) => [JSON.stringify(link), link])).values()],
    });
  }
  return [...byName.values()];
};
