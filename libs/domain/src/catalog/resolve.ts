import { compareText } from '../events/canonical.js';
import type { Catalog, Named } from './catalog.js';

/** What an event says it is about, as sent. */
export interface Subject {
  readonly services: readonly string[];
  readonly entities: readonly string[];
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
}

export interface Resolved {
  /** Sorted, each once; empty: no service answers. */
  readonly services: readonly string[];
  /** `sender`, `alias …`, `pattern …`, `spelled like …`, `ambiguous …` or `unmapped`: how the services were found. */
  readonly mappedBy: string;
  /** The entities that no service answers to; only when none of them led to a service. */
  readonly unmapped: readonly string[];
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort(compareText);

/** What is stated for another environment or another cluster never counts; an event without one may be meant by any. */
const possible = (all: readonly Named[], subject: Subject): readonly Named[] =>
  all.filter(
    (n) =>
      (n.environment === undefined || subject.environment === undefined || n.environment === subject.environment) &&
      (n.cluster === undefined || subject.cluster === undefined || n.cluster === subject.cluster),
  );

/** Of those the ones of the nearest place: the event's environment (or none, if it has none) and cluster, then its environment, then its cluster, then anywhere. */
const nearest = (all: readonly Named[], subject: Subject): readonly Named[] => {
  const near = possible(all, subject);
  const nearness = (n: Named): number => (n.environment === subject.environment ? 2 : 0) + (n.cluster !== undefined && n.cluster === subject.cluster ? 1 : 0);
  const best = near.reduce((most, n) => Math.max(most, nearness(n)), 0);
  return near.filter((n) => nearness(n) === best);
};

const byAlias = (catalog: Catalog, entity: string, subject: Subject): readonly Named[] => nearest(catalog.aliases.get(entity) ?? [], subject);

const single = (named: readonly Named[]): string | undefined => {
  const [first, ...others] = new Set(named.map((n) => n.service));
  return others.length === 0 ? first : undefined;
};

/** The one service that a name that nobody declared is meant for, if it is one: of a service that the catalog has its name is never another's. */
const byLikeness = (catalog: Catalog, name: string, subject: Subject): string | undefined => single(nearest(catalog.alike.of(name, subject.environment), subject));

/** A service by its name: as a tag, or as a sender lists its own. */
const NAMED = /^(?:service:)?([^/:]+)$/;

/** The one name of a service that somebody named outright: itself, what it is an alias of, or what is spelled alike. */
export const resolveName = (catalog: Catalog, name: string, where: Pick<Subject, 'environment' | 'cluster'> = {}): string => {
  const subject = { services: [], entities: [], ...where };
  const renamed = (catalog.renamed.get(name) ?? []).filter((n) => n.environment === where.environment || n.environment === undefined);
  if (catalog.entries.has(name)) return single(renamed) ?? name;
  const aliased = byAlias(catalog, name, subject);
  return (aliased.length > 0 ? single(aliased) : byLikeness(catalog, name, subject)) ?? name;
};

/**
 * Which services an event is about: design.md section 4. Names that the sender gave outright count alone. Otherwise each entity is looked up
 * as an alias (two different answers: ambiguous, so none), then as something that services own, wherever they say so (all of them), then as a name that is spelled alike.
 */
export const resolveSubject = (catalog: Catalog, subject: Subject): Resolved => {
  if (subject.services.length > 0) {
    return { services: distinct(subject.services.map((name) => resolveName(catalog, name, subject))), mappedBy: 'sender', unmapped: [] };
  }
  const services: string[] = [];
  const how: string[] = [];
  const ambiguous: string[] = [];
  for (const entity of subject.entities) {
    const aliased = byAlias(catalog, entity, subject);
    const names = distinct(aliased.map((n) => n.service));
    if (names.length > 1) {
      ambiguous.push(`ambiguous ${entity}: ${names.join(', ')}`);
      continue;
    }
    const owners = names.length === 1 ? aliased : possible([...(catalog.owned.get(entity) ?? []), ...catalog.patterns.filter((p) => p.matches(entity))], subject);
    if (owners.length === 0) {
      const alike = NAMED.test(entity) ? byLikeness(catalog, entity.replace(NAMED, '$1'), subject) : undefined;
      if (alike !== undefined) {
        services.push(alike);
        how.push(`spelled like ${alike}`);
      }
      continue;
    }
    services.push(...owners.map((n) => n.service));
    how.push(...owners.map((n) => `${names.length === 1 ? 'alias' : 'pattern'} ${n.by}`));
  }
  if (services.length > 0) return { services: distinct(services), mappedBy: distinct(how).join(', '), unmapped: [] };
  return { services: [], mappedBy: ambiguous.length > 0 ? ambiguous.sort(compareText).join('; ') : 'unmapped', unmapped: distinct(subject.entities) };
};
