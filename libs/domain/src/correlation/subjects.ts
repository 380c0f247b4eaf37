import type { Catalog } from '../catalog/catalog.js';
import { resolveSubject } from '../catalog/resolve.js';
import type { Change } from '../events/change.js';

type Said = Pick<Change, 'services' | 'entities' | 'environment' | 'cluster'>;

/** What changes say that they are about, in the same words: thousands for millions of changes. */
export interface Subject {
  readonly said: Said;
  /** By their one name, as the catalog has it. The same object until they are others. */
  services: readonly string[];
}

/** Looks subjects up once for all changes that say the same, and again when the catalog changes. */
export interface Subjects {
  of(change: Change): Subject;
  /** Looks all up again. */
  place(catalog: Catalog): void;
  /** Keeps these alone. */
  keep(subjects: Iterable<Subject>): void;
}

/** Most name one service, and nothing else counts then. Names may hold whatever stands between them. */
const wordsOf = ({ services, entities, environment, cluster }: Said): string =>
  services.length === 1 ? `${environment?.length ?? ''} ${environment ?? ''} ${cluster?.length ?? ''} ${cluster ?? ''} ${services[0] ?? ''}` : JSON.stringify([services, entities, environment, cluster]);

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, i) => name === b[i]);
const NONE: readonly string[] = [];

export const createSubjects = (): Subjects => {
  const all = new Map<string, Subject>();
  let catalog: Catalog | undefined;
  const lookUp = (said: Said): readonly string[] => (catalog === undefined ? NONE : resolveSubject(catalog, said).services);
  return {
    of: (change) => {
      const words = wordsOf(change);
      const known = all.get(words);
      if (known !== undefined) return known;
      const { services, entities, environment, cluster } = change;
      const said = { services, entities, environment, cluster };
      const subject = { said, services: lookUp(said) };
      all.set(words, subject);
      return subject;
    },
    place: (now) => {
      catalog = now;
      for (const subject of all.values()) {
        const services = lookUp(subject.said);
        if (!same(services, subject.services)) subject.services = services;
      }
    },
    keep: (subjects) => {
      all.clear();
      for (const subject of subjects) all.set(wordsOf(subject.said), subject);
    },
  };
};
