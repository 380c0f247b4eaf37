import { compareText } from '../events/canonical.js';
import type { Service } from '../events/service.js';
import { latest, serviceIdentity } from '../events/statement.js';
import { type Alike, alikeIn } from './alike.js';
import { oneNames, workloadEntity } from './one-name.js';
import { patternOf } from './pattern.js';

/** A name that stands for a service, and where it does: everywhere unless an environment or a cluster is given. */
export interface Named {
  readonly service: string;
  readonly environment: string | undefined;
  readonly cluster: string | undefined;
  /** As people wrote it: the alias or the pattern. */
  readonly by: string;
}

/** What is known of one service over all its sources and environments. */
export interface Entry {
  readonly name: string;
  readonly statements: readonly Service[];
}

export interface Catalog {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly aliases: ReadonlyMap<string, readonly Named[]>;
  readonly owned: ReadonlyMap<string, readonly Named[]>;
  readonly patterns: readonly (Named & { matches: (entity: string) => boolean })[];
  /** Names under which clusters know services that people call otherwise. */
  readonly renamed: ReadonlyMap<string, readonly Named[]>;
  /** Names that nobody declared. */
  readonly alike: Alike;
}

/**
 * The catalog that a set of statements makes, whatever their order: of those of one (source, environment, name) the latest counts, a removed one
 * counts for nothing, and what several sources say of one service adds up, also under the name that a cluster has for it (`oneNames`).
 */
export const buildCatalog = (statements: Iterable<Service>): Catalog => {
  const newest = new Map<string, Service>();
  for (const statement of statements) {
    const key = serviceIdentity(statement);
    const known = newest.get(key);
    newest.set(key, known === undefined ? statement : latest(known, statement));
  }
  const live = [...newest].filter(([, s]) => s.removed !== true).sort(([a], [b]) => compareText(a, b)).map(([, s]) => s);

  const entries = new Map<string, { name: string; statements: Service[] }>();
  const aliases = new Map<string, Named[]>();
  const owned = new Map<string, Named[]>();
  const patterns: (Named & { matches: (entity: string) => boolean })[] = [];
  const renamed = new Map<string, Named[]>();
  const nameOf = oneNames(live);
  const put = (into: Map<string, Named[]>, entity: string, named: Named): void => void (into.get(entity)?.push(named) ?? into.set(entity, [named]));

  for (const s of live) {
    const name = nameOf(s);
    const entry = entries.get(name) ?? { name, statements: [] };
    entry.statements.push(s);
    entries.set(name, entry);
    const named = (by: string, cluster?: string): Named => ({ service: name, environment: s.environment, cluster, by });
    if (name !== s.name) put(renamed, s.name, named(s.name));
    for (const alias of new Set([s.name, `service:${s.name}`, ...s.aliases])) put(aliases, alias, named(alias));
    for (const w of s.workloads) {
      const alias = workloadEntity(w);
      put(aliases, alias, named(alias, w.cluster));
    }
    for (const thing of new Set([...s.repositories, ...s.images])) put(owned, thing, named(thing));
    for (const pattern of s.owns) {
      if (pattern.includes('*')) patterns.push({ ...named(pattern), matches: patternOf(pattern) });
      else put(owned, pattern, named(pattern));
    }
  }
  return { entries, aliases, owned, patterns, renamed, alike: alikeIn(live, nameOf) };
};

/** The owner that the catalog names for a service, its own environment's word first. */
export const ownerOf = (catalog: Catalog, service: string, environment: string | undefined): string | undefined => {
  const said = catalog.entries.get(service)?.statements.filter((s) => s.owner !== undefined) ?? [];
  return (said.find((s) => s.environment === environment) ?? said.find((s) => s.environment === undefined) ?? said[0])?.owner;
};
