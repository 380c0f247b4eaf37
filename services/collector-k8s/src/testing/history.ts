import type { Stored } from './store.js';

export interface StoredEvent {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Stored;
}

export type Listed = { readonly items: readonly Stored[]; readonly version: number; readonly next?: string };

/** What etcd is to the API server: objects, resource versions, and events as far back as compaction has left them. */
export class History {
  private readonly objects = new Map<string, Stored>();
  private readonly snapshots = new Map<number, readonly Stored[]>();
  private events: StoredEvent[] = [];
  private floor: number;

  constructor(private version: number) {
    this.floor = version;
  }

  get(namespace: string, name: string): Stored | undefined {
    return this.objects.get(`${namespace}/${name}`);
  }

  put(object: Stored): StoredEvent {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    const type = this.objects.has(key) ? 'MODIFIED' : 'ADDED';
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.version) } };
    this.objects.set(key, stored);
    return this.note(type, stored);
  }

  remove(namespace: string, name: string): StoredEvent | undefined {
    const old = this.get(namespace, name);
    if (old === undefined) return undefined;
    this.objects.delete(`${namespace}/${name}`);
    return this.note('DELETED', { ...old, metadata: { ...old.metadata, resourceVersion: String(++this.version) } });
  }

  /** Forgets what happened so far: watches and pages from before are answered 410. */
  compact(): void {
    this.events = [];
    this.snapshots.clear();
    this.floor = ++this.version;
  }

  get current(): number {
    return this.version;
  }

  /** Events after a version; undefined when that is too old. */
  since(version: number): readonly StoredEvent[] | undefined {
    return version < this.floor ? undefined : this.events.filter((event) => event.version > version);
  }

  /** A page of the objects, as they were at the first page; undefined when that is too old. */
  list(namespace: string | undefined, limit: number, token: string | null): Listed | undefined {
    const [at, from] = token === null ? [this.version, 0] : token.split('.').map(Number) as [number, number];
    if (token === null) this.snapshots.set(at, [...this.objects.values()].sort((a, b) => (`${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1)));
    const all = this.snapshots.get(at)?.filter((o) => namespace === undefined || o.metadata.namespace === namespace);
    if (all === undefined) return undefined;
    const to = limit > 0 ? from + limit : all.length;
    return { items: all.slice(from, to), version: at, ...(to < all.length ? { next: `${at}.${to}` } : {}) };
  }

  private note(type: StoredEvent['type'], object: Stored): StoredEvent {
    const event = { version: this.version, type, object };
    this.events.push(event);
    return event;
  }
}
