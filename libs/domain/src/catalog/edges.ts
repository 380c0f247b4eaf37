import { compareText } from '../events/canonical.js';
import type { Dependency } from '../events/dependency.js';
import { dependencyIdentity, latest } from '../events/statement.js';
import type { Catalog } from './catalog.js';
import { dayOf, faded, fades, silentDays, usualFading, type Fading } from './fading.js';
import { resolveName, resolveSubject } from './resolve.js';

/** `from` calls `to`, in `environment` or (undefined) in all, between two instants (`''` and `~` stand for always). */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
  readonly validFrom: string;
  readonly validTo: string;
  readonly kind: string;
  readonly source: string;
  /** As its source said it, when it was last seen. */
  readonly confidence: number;
  /** The day on which it was last seen (`dayOf`), where that is what its source tells; undefined: it holds until its source says otherwise. */
  readonly seenOn: number | undefined;
}

/** How far it is trusted as of an instant: as its source said it, faded by how long that has not seen it. */
export const confidenceAt = (fading: Fading, { confidence, seenOn }: Pick<Edge, 'confidence' | 'seenOn'>, at: string): number =>
  seenOn === undefined ? confidence : faded(fading, confidence, silentDays(seenOn, dayOf(at)));

/** Whether it is trusted enough to be followed as of an instant. */
export const isFollowedAt = (fading: Fading, edge: Pick<Edge, 'confidence' | 'seenOn'>, at: string): boolean => edge.seenOn === undefined || confidenceAt(fading, edge, at) >= fading.least;

/** Every instant is after the first and before the second, as text. */
const ALWAYS = { from: '', to: '~' } as const;

/**
 * The services that an end of an edge is. One that the catalog does not know by name may be a thing that services answer for: an outside host
 * (`api.stripe.com`) that is somebody's alias, or in what somebody `owns`. What nobody answers for is itself.
 */
const endsOf = (catalog: Catalog, name: string, environment: string | undefined): readonly string[] => {
  const service = resolveName(catalog, name, { environment });
  if (service !== name || catalog.entries.has(name)) return [service];
  const { services } = resolveSubject(catalog, { services: [], entities: [name], environment });
  return services.length > 0 ? services : [name];
};

const text = (e: Edge): string => JSON.stringify([e.from, e.to, e.environment ?? '', e.kind, e.source, e.validFrom, e.validTo]);

/** The edges that dependencies and the catalog's `dependsOn` state, of all environments or of `only` one, under the one name of each service, in a fixed order. */
export const edgesOf = (dependencies: Iterable<Dependency>, catalog: Catalog, fading: Fading = usualFading, only?: string): Edge[] => {
  const newest = new Map<string, Dependency>();
  for (const d of dependencies) {
    const key = dependencyIdentity(d);
    const known = newest.get(key);
    newest.set(key, known === undefined ? d : latest(known, d));
  }
  const ends = new Map<string, readonly string[]>();
  const endOf = (name: string, environment: string | undefined): readonly string[] => {
    const key = JSON.stringify([name, environment ?? null]);
    const found = ends.get(key) ?? endsOf(catalog, name, environment);
    ends.set(key, found);
    return found;
  };
  const edges: Edge[] = [];
  const put = (from: string, to: string, said: Omit<Edge, 'from' | 'to'>): void => {
    if (only !== undefined && said.environment !== undefined && said.environment !== only) return;
    for (const caller of endOf(from, said.environment)) for (const callee of endOf(to, said.environment)) edges.push({ from: caller, to: callee, ...said });
  };
  for (const d of newest.values()) {
    put(d.from, d.to, {
      environment: d.environment, validFrom: d.validFrom ?? ALWAYS.from, validTo: d.validTo ?? ALWAYS.to, kind: d.kind, source: d.source,
      confidence: d.confidence ?? 1, seenOn: fades(fading, d.source) ? dayOf(d.observedAt) : undefined,
    });
  }
  for (const { name, statements } of catalog.entries.values()) {
    for (const { dependsOn, environment, source } of statements) {
      for (const callee of dependsOn) put(name, callee, { environment, validFrom: ALWAYS.from, validTo: ALWAYS.to, kind: 'call', source, confidence: 1, seenOn: undefined });
    }
  }
  return edges.filter((e) => e.from !== e.to).map((edge) => ({ edge, key: text(edge) })).sort((a, b) => compareText(a.key, b.key)).map(({ edge }) => edge);
};
