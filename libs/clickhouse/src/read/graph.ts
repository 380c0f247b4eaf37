import { buildCatalog, edgesOf, isFollowedAt, type Dependency, type Edge, type Fading, type Service, type Time, usualFading } from '@culprit/domain';
import type { Direction } from '@culprit/ports';
import type { Database } from '../database.js';

export const MOST_HOPS = 10;

interface Stored {
  body: string;
}

export const catalogStatements = async (db: Database): Promise<Service[]> => (await db.ask<Stored>('catalog-statements')).map(({ body }) => JSON.parse(body) as Service);

export const dependencyStatements = async (db: Database, environment = ''): Promise<Dependency[]> =>
  (await db.ask<Stored>('dependency-statements', { environment })).map(({ body }) => JSON.parse(body) as Dependency);

interface Known {
  readonly version: string;
  readonly edges: Promise<readonly Edge[]>;
}
const known = new WeakMap<Database, Map<string, Known>>();
/** Of so many ways of fading what was read is remembered: there is one set of rules, and for a while a second. */
const MOST_KNOWN = 2;

/** Every edge that is stated, as the correlator has it: the domain makes them. Read again when anything new was said. */
export const allEdges = async (db: Database, fading: Fading = usualFading): Promise<readonly Edge[]> => {
  const [row] = await db.ask<{ version: string }>('graph-version');
  const version = row?.version ?? '';
  const ofThis = known.get(db) ?? new Map<string, Known>();
  known.set(db, ofThis);
  const key = JSON.stringify(fading.sources);
  const before = ofThis.get(key);
  if (before?.version === version) return before.edges;
  const edges = Promise.all([catalogStatements(db), dependencyStatements(db)]).then(([services, dependencies]) => edgesOf(dependencies, buildCatalog(services), fading));
  ofThis.delete(key);
  ofThis.set(key, { version, edges });
  for (const oldest of [...ofThis.keys()].slice(0, -MOST_KNOWN)) ofThis.delete(oldest);
  edges.catch(() => ofThis.delete(key));
  return edges;
};

export interface EdgeQuestion {
  readonly environment?: string | undefined;
  /** Valid at some time from the one to the other, both included. */
  readonly since: Time;
  readonly until: Time;
}

/** Those that are followed at some time of these: one that fades is trusted most at the first. */
export const edgesIn = (edges: readonly Edge[], fading: Fading, { environment, since, until }: EdgeQuestion): Edge[] =>
  edges.filter((e) =>
    (environment === undefined || e.environment === undefined || e.environment === environment) && e.validFrom <= until && e.validTo > since &&
    isFollowedAt(fading, e, e.validFrom > since ? e.validFrom : since));

/** Walks the edges call by call. Gives every service reached with its hops, and every edge walked. */
export const walk = (edges: readonly Edge[], start: readonly string[], depth: number, direction: Direction): { hops: Map<string, number>; edges: Set<Edge> } => {
  const hops = new Map(start.map((name) => [name, 0]));
  const walked = new Set<Edge>();
  let frontier = new Set(start);
  for (let hop = 1; hop <= Math.min(depth, MOST_HOPS) && frontier.size > 0; hop++) {
    const next = new Set<string>();
    const reach = (edge: Edge, name: string): void => {
      walked.add(edge);
      if (!hops.has(name)) next.add(name);
    };
    for (const edge of edges) {
      if (direction !== 'callers' && frontier.has(edge.from)) reach(edge, edge.to);
      if (direction !== 'callees' && frontier.has(edge.to)) reach(edge, edge.from);
    }
    for (const name of next) hops.set(name, hop);
    frontier = next;
  }
  return { hops, edges: walked };
};
