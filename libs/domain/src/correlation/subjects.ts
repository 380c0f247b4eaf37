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

const wordsOf = ({ services, entities, environment, cluster }: Said): string => JSON.stringify([services, entities, environment, cluster]);

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name, i) => name === b[i]);
const NONE: readonly string[] = [];

/** Subjects by what is said. Most name one service, and nothing but its place counts then. */
const createNames = () => {
  const ofOne = new Map<string, Subject[]>();
  const others = new Map<string, Subject>();
  return {
    get: (said: Said): Subject | undefined => {
      if (said.services.length !== 1) return others.get(wordsOf(said));
      for (const subject of ofOne.get(said.services[0] as string) ?? []) if (subject.said.environment === said.environment && subject.said.cluster === said.cluster) return subject;
      return undefined;
    },
    put: (subject: Subject): void => {
      const { said, said: { services: [name = '', ...more] } } = subject;
      if (said.services.length === 0 || more.length > 0) others.set(wordsOf(said), subject);
      else void (ofOne.get(name)?.push(subject) ?? ofOne.set(name, [subject]));
    },
    clear: (): void => {
      ofOne.clear();
      others.clear();
    },
  };
};

export const createSubjects = (): Subjects => {
  const names = createNames();
  const all = new Set<Subject>();
  let catalog: Catalog | undefined;
  const lookUp = (said: Said): readonly string[] => (catalog === undefined ? NONE : resolveSubject(catalog, said).services);
  const put = (subject: Subject): Subject => {
    names.put(subject);
    all.add(subject);
    return subject;
  };
  return {
    of: (change) => {
      const known = names.get(change);
      if (known !== undefined) return known;
      const { services, entities, environment, cluster } = change;
      const said = { services, entities, environment, cluster };
      return put({ said, services: lookUp(said) });
    },
    place: (now) => {
      catalog = now;
      for (const subject of all) {
        const services = lookUp(subject.said);
        if (!same(services, subject.services)) subject.services = services;
      }
    },
    keep: (subjects) => {
      names.clear();
      all.clear();
      for (const subject of subjects) put(subject);
    },
  };
};
