/** Of attributes only those that we read, as text. */
export type Attributes = ReadonlyMap<string, string>;

export const kinds = { server: 2, client: 3, producer: 4, consumer: 5 } as const;

export interface Span {
  /** Trace and span in one short text; both ends of a call name it alike. */
  readonly key: string;
  /** The same of the span that caused it; empty for the first of a trace. */
  readonly parent: string;
  /** Spans that caused it besides, as messages of a batch do. */
  readonly links: readonly string[];
  /** As OTLP numbers them: `kinds`. */
  readonly kind: number;
  /** ms since 1970; 0 where nothing was said. */
  readonly startedAt: number;
  readonly attributes: Attributes;
}

/** An id of nothing but zeros is none: some senders write it where a first span has no parent. */
export const isId = (bytes: string): boolean => /[^\0]/.test(bytes);

/** A count of calls from a service graph. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: number;
  /** When its counting began, ms since 1970; 0 where nothing was said. */
  readonly since: number;
  /** It counts from the point before, not from `since`. */
  readonly delta: boolean;
}

/** What one resource sent. */
export interface Batch<T> {
  readonly resource: Attributes;
  readonly items: readonly T[];
}

export interface Decoded<T> {
  readonly batches: readonly Batch<T>[];
  /** All that came, also what tells nothing about calls. */
  readonly count: number;
  /** What cannot be read, or is too much for one request. */
  readonly rejected: number;
}

/** Most spans or points of one request that are looked at; SDKs send 512, collectors 8,192. */
export const MOST_ITEMS = 50_000;
/** A consumer of a batch has a link to each message: more than so many tell nothing new. */
export const MOST_LINKS = 64;
const MOST_TEXT = 512;

/** Is it between two services: all others stay within one. */
export const crosses = (kind: number): boolean => kind >= kinds.server && kind <= kinds.consumer;

export const SERVICE_GRAPH_CALLS = 'traces_service_graph_request_total';

/** An attribute's name once it has been through Prometheus. */
const labelOf = (attribute: string): string => attribute.replaceAll('.', '_');
/** The names that an attribute has: of a resource, and as a label of a service graph, for the calling side or for both. */
export const labelled = (attribute: string): readonly string[] => [`client_${attribute}`, `client_${labelOf(attribute)}`, attribute, labelOf(attribute)];

const wanted: ReadonlySet<string> = new Set([
  'service.name',
  'peer.service', 'server.address', 'net.peer.name', 'net.sock.peer.name', 'peer.address', 'peer.hostname', 'http.host', 'http.url', 'url.full',
  'db.system.name', 'db.system', 'db.namespace', 'db.name',
  'messaging.system', 'messaging.destination.name', 'messaging.destination.template', 'messaging.destination', 'messaging.destination.temporary', 'messaging.destination.anonymous',
  'client', 'server', 'connection_type', 'virtual_node',
  ...['deployment.environment.name', 'deployment.environment', 'k8s.cluster.name', 'k8s.namespace.name'].flatMap(labelled),
]);
export const isWanted = (key: string): boolean => wanted.has(key);

/** Longer than any name: a text that goes on is no name but something that was put in its place. */
export const shortened = (text: string): string => (text.length > MOST_TEXT ? text.slice(0, MOST_TEXT) : text);
