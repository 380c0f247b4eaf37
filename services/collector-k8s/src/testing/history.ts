/** What every kept object has. */
export interface Kept {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

const keyOf = ({ metadata }: Kept): string => `${metadata.namespace ?? ''}/${metadata.name}`;

export interface StoredEvent<T extends Kept = Kept> {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

export type Listed<T> = { readonly items: readonly T[]; readonly version: number; readonly next?: string };

/** What etcd is to the API server: objects, resource versions, and events as far back as compaction has left them. */
export class History<T extends Kept> {
  private readonly objects = new Map<string, T>();
  private readonly snapshots = new Map<number, readonly T[]>();
  private events: StoredEvent<T>[] = [];
  private floor: number;

  constructor(private version: number) {
    this.floor = version;
  }

  get(namespace: string, name: string): T | undefined {
    return this.objects.get(`${namespace}/${name}`);
  }

  put(object: T): StoredEvent<T> {
    const key = keyOf(object);
    const type = this.objects.has(key) ? 'MODIFIED' : 'ADDED';
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.version) } };
    this.objects.set(key, stored);
    return this.note(type, stored);
  }

  remove(namespace: string, name: string): StoredEvent<T> | undefined {
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
  since(version: number): readonly StoredEvent<T>[] | undefined {
    return version < this.floor ? undefined : this.events.filter((event) => event.version > version);
  }

  /** A page of the objects, as they were at the first page; undefined when that is too old. */
  list(namespace: string | undefined, limit: number, token: string | null): Listed<T> | undefined {
    const [at, from] = token === null ? [this.version, 0] : token.split('.').map(Number) as [number, number];
    if (token === null) this.snapshots.set(at, [...this.objects.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
    const all = this.snapshots.get(at)?.filter((o) => namespace === undefined || o.metadata.namespace === namespace);
    if (all === undefined) return undefined;
    const to = limit > 0 ? from + limit : all.length;
    return { items: all.slice(from, to), version: at, ...(to < all.length ? { next: `${at}.${to}` } : {}) };
  }

  private note(type: StoredEvent['type'], object: T): StoredEvent<T> {
    const event = { version: this.version, type, object };
    this.events.push(event);
    return event;
  }
}
