import type { Change, DiffEntry, Link, Time } from '@culprit/domain';
import type { Said } from './contract.js';
import { cut, title } from './wording.js';

/** A link whose address the sender may not have said. */
export interface MaybeLink {
  readonly title: string;
  readonly url: string | null | undefined;
}

/** What a webhook says of a change; what is the same in each is left to `told`. */
export interface Told extends Pick<Change, 'id' | 'kind' | 'phase' | 'source' | 'entities' | 'title'>,
  Partial<Pick<Change, 'environment' | 'namespace' | 'services' | 'actor' | 'diff' | 'revision' | 'identities' | 'outOfBand'>> {
  /** When it began: equal in all its phases, as far as the sender says it in all. */
  readonly began: Time;
  /** The sender's time of this phase; that of the beginning where it is told once. */
  readonly at?: Time | undefined;
  readonly links?: readonly MaybeLink[];
  /** Those without a value are left out; texts are cut. */
  readonly attributes?: Readonly<Record<string, Change['attributes'][string] | undefined>>;
}

/** A statement of a change, whole. Its fields are in the order in which they are written. */
export const told = (said: Told, receivedAt: Time): Said => {
  const { began, at = began, links, attributes, environment, namespace, actor, revision, outOfBand, phase } = said;
  const event: Change = {
    ...(actor === undefined ? {} : { actor }),
    attributes: attributesOf(attributes),
    detectedBy: 'live',
    diff: said.diff ?? [],
    entities: said.entities,
    ...(environment === undefined ? {} : { environment }),
    ...(phase === 'started' ? {} : { finishedAt: at }),
    id: said.id,
    identities: said.identities ?? [],
    kind: said.kind,
    links: linksOf(links),
    ...(namespace === undefined ? {} : { namespace }),
    observedAt: receivedAt,
    occurredAt: began,
    ...(outOfBand === undefined ? {} : { outOfBand }),
    parser: 2,
    phase,
    phases: [{ at, phase }],
    ...(revision === undefined ? {} : { revision }),
    services: said.services ?? [],
    source: said.source,
    title: title(said.title),
    updatedAt: at,
  };
  return { kind: 'change', event };
};

const linksOf = (links: readonly MaybeLink[] = []): Link[] => {
  const kept: Link[] = [];
  for (const link of links) {
    const { url } = link;
    if (!url || !(url.startsWith('https://') || url.startsWith('http://')) || kept.some((other) => other.url === url)) continue;
    kept.push({ title: link.title, url });
  }
  return kept;
};

const attributesOf = (attributes: NonNullable<Told['attributes']> = {}): Change['attributes'] => {
  const kept: Change['attributes'] = {};
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value !== undefined && value !== null && value !== '') kept[key] = typeof value === 'string' ? cut(value, 1000) : value;
  }
  return kept;
};

/** Any part of a body as an event may carry it: large numbers as text, and what is long cut, as text. */
export const plain = (value: unknown): Change['attributes'][string] => {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string') return cut(value, 1000);
  const text = JSON.stringify(value, (_, inside: unknown) => (typeof inside === 'bigint' ? String(inside) : inside)) ?? 'null';
  return text.length <= 4000 ? (JSON.parse(text) as Change['attributes'][string]) : cut(text, 4000);
};

const ENTRIES_KEPT = 50;
/** `{ field: { from } }` as GitHub and its likes tell an edit, against what the thing is now. */
export const editsOf = (changes: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): DiffEntry[] =>
  Object.entries(changes).slice(0, ENTRIES_KEPT).flatMap(([path, change]): DiffEntry[] => {
    if (change === null || typeof change !== 'object' || !('from' in change)) return [];
    const after = 'to' in change ? change.to : Object.hasOwn(now, path) ? now[path] : undefined;
    return [{ path: cut(path, 300), before: plain(change.from), ...(after === undefined ? {} : { after: plain(after) }) }];
  });
