import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Manifest, Write } from './deployment.js';
import { History, type StoredEvent } from './history.js';
import { applied, withStatus, wholeSeconds, type StatusWrite, type Stored } from './store.js';
import { Watchers } from './watchers.js';

export interface ListWatchOptions {
  readonly port?: number;
  /** Asked for as bearer token of every request; undefined: anybody may come. */
  readonly token?: string;
  /** Of its kube-system; undefined: it has none. */
  readonly uid?: string;
  readonly bookmarkMs?: number;
  /** `at-once`: every apply and scale is followed by the status of a finished rollout. `by-hand`: only `setStatus` writes one. */
  readonly rollOut?: 'at-once' | 'by-hand';
  readonly now?: () => number;
}

/** A small Kubernetes API server for Deployments, and for other kinds as far as they are given whole: lists in pages, watches with resource versions and bookmarks, over real HTTP. */
export interface ListWatchServer {
  readonly url: string;
  /** Creates or replaces; gives what is stored then. Writes of one object must come in the order of their times. */
  apply(manifest: Manifest, write?: Write): Stored;
  /** As `kubectl scale` does, unless `write` says who else. */
  scale(namespace: string, name: string, replicas: number, write?: Write): Stored;
  setStatus(namespace: string, name: string, status: StatusWrite): Stored;
  delete(namespace: string, name: string): void;
  get(namespace: string, name: string): Stored | undefined;
  /** From now on it serves another kind too, under `/apis/apps/v1/statefulsets`. */
  serve(path: string): void;
  /** Stores an object of such a kind as it is. */
  put(path: string, object: AnyObject): void;
  remove(path: string, namespace: string, name: string): void;
  bookmark(): void;
  /** Forgets the history: watches from before are answered 410. */
  compact(): void;
  /** Breaks every open connection. */
  cut(): void;
  /** The open streams fall silent for ever. */
  stall(): void;
  truncate(how?: 'cut' | 'newline'): void;
  /** The next `times` requests are answered with this status. */
  respond(status: number, times?: number): void;
  /** From now on only this token is good; open streams go on. */
  rotateToken(token: string): void;
  /** Every request so far: path and query. */
  readonly requests: readonly URL[];
  /** Streams open now. */
  watchers(): number;
  close(): Promise<void>;
}

/** An object of any kind; its resource version is the server's. */
export interface AnyObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}
type StoredAny = AnyObject & { readonly metadata: { readonly resourceVersion: string } };

const DEPLOYMENTS = '/apis/apps/v1/deployments';
const PATH = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)$/;
/** `spec.nodeName=node-1,status.phase!=Failed`. */
const selected = (selector: string | null) => (object: object): boolean =>
  (selector ?? '').split(',').filter((each) => each !== '').every((each) => {
    const [, path = '', not, value] = /^([\w.]+)(!?)=(.*)$/.exec(each) ?? [];
    const found = path.split('.').reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], object);
    return (String(found ?? '') === value) === (not === '');
  });
const status = (code: number, reason: string, message: string) => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });

export const startListWatchServer = async (options: ListWatchOptions = {}): Promise<ListWatchServer> => {
  const now = options.now ?? Date.now;
  const history = new History<Stored>(1000);
  const watchers = new Watchers();
  const others = new Map<string, { readonly history: History<StoredAny>; readonly watchers: Watchers }>();
  const all = () => [{ history, watchers }, ...others.values()];
  const requests: URL[] = [];
  const refusals: number[] = [];
  let token = options.token;

  const answer = (response: ServerResponse, code: number, body: unknown): void => {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

  const watch = ({ history, watchers }: ReturnType<typeof all>[number], url: URL, namespace: string | undefined, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const version = Number(url.searchParams.get('resourceVersion') ?? history.current);
    const past = history.since(version);
    if (past === undefined) return void response.end(`${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired', `too old resource version: ${version} (${history.current})`) })}\n`);
    watchers.add(response, namespace, url.searchParams.get('allowWatchBookmarks') === 'true', past);
    const over = setTimeout(() => watchers.end(response), Number(url.searchParams.get('timeoutSeconds') ?? 1800) * 1000);
    response.once('close', () => clearTimeout(over));
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(url);
    const refused = refusals.shift();
    if (refused !== undefined) return answer(response, refused, status(refused, 'Refused', `deployments.apps is refused with ${refused}`));
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return answer(response, 401, status(401, 'Unauthorized', 'Unauthorized'));
    if (url.pathname === '/api/v1/namespaces/kube-system' && options.uid !== undefined) return answer(response, 200, { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'kube-system', uid: options.uid } });
    const match = PATH.exec(url.pathname);
    if (match === null || request.method !== 'GET') return answer(response, 404, status(404, 'NotFound', 'the server could not find the requested resource'));
    const [, root, namespace, plural] = match;
    // what was given whole stands before what this server makes itself
    const served = others.get(`${root}/${plural}`) ?? (`${root}/${plural}` === DEPLOYMENTS ? { history, watchers } : undefined);
    if (served === undefined) return answer(response, 404, status(404, 'NotFound', 'the server could not find the requested resource'));
    if (url.searchParams.get('watch') === 'true') return watch(served, url, namespace, response);
    const page = served.history.list(namespace, Number(url.searchParams.get('limit') ?? 0), url.searchParams.get('continue'));
    if (page === undefined) return answer(response, 410, status(410, 'Expired', 'The provided continue parameter is too old'));
    const items = page.items.filter(selected(url.searchParams.get('fieldSelector')));
    answer(response, 200, { kind: 'List', metadata: { resourceVersion: String(page.version), ...(page.next === undefined ? {} : { continue: page.next }) }, items });
  };

  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const bookmarks = setInterval(() => all().forEach((each) => each.watchers.bookmark(each.history.current)), options.bookmarkMs ?? 60_000);

  const other = (path: string) => {
    const known = others.get(path) ?? { history: new History<StoredAny>(1000), watchers: new Watchers() };
    others.set(path, known);
    return known;
  };
  const tell = (event: StoredEvent<Stored>): Stored => {
    watchers.publish(event);
    return event.object;
  };
  const stored = (namespace: string, name: string): Stored => {
    const object = history.get(namespace, name);
    if (object === undefined) throw new Error(`there is no Deployment ${namespace}/${name}`);
    return object;
  };
  const write = (manifest: Manifest, by: Write): Stored => {
    const old = history.get(manifest.metadata.namespace ?? 'default', manifest.metadata.name);
    const next = applied(old, manifest, by, now());
    if (next === undefined) return stored(manifest.metadata.namespace ?? 'default', manifest.metadata.name);
    const object = tell(history.put(next));
    if (options.rollOut === 'by-hand') return object;
    // a rollout takes a moment: its end is told two seconds after a given time
    const time = by.time === undefined ? wholeSeconds(now()) : wholeSeconds(Date.parse(by.time) + 2000);
    return tell(history.put(withStatus(object, { time }, now())));
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apply: (manifest, by = {}) => write(manifest, by),
    scale: (namespace, name, replicas, by = {}) => {
      const { metadata, spec } = stored(namespace, name);
      return write({ metadata, spec: { ...spec, replicas } }, { manager: 'kubectl', operation: 'Update', subresource: 'scale', ...by });
    },
    setStatus: (namespace, name, next) => tell(history.put(withStatus(stored(namespace, name), next, now()))),
    delete: (namespace, name) => {
      const event = history.remove(namespace, name);
      if (event !== undefined) watchers.publish(event);
    },
    get: (namespace, name) => history.get(namespace, name),
    serve: (path) => void other(path),
    put: (path, object) => {
      const to = other(path);
      to.watchers.publish(to.history.put({ ...object, metadata: { ...object.metadata, resourceVersion: '0' } }));
    },
    remove: (path, namespace, name) => {
      const event = others.get(path)?.history.remove(namespace, name);
      if (event !== undefined) others.get(path)?.watchers.publish(event);
    },
    bookmark: () => all().forEach((each) => each.watchers.bookmark(each.history.current)),
    compact: () => all().forEach((each) => each.history.compact()),
    cut: () => server.closeAllConnections(),
    stall: () => all().forEach((each) => each.watchers.stall()),
    truncate: (how = 'cut') => watchers.truncateNext(how),
    respond: (code, times = 1) => void refusals.push(...Array.from({ length: times }, () => code)),
    rotateToken: (next) => void (token = next),
    requests,
    watchers: () => watchers.size,
    close: () => {
      clearInterval(bookmarks);
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error))));
    },
  };
};
