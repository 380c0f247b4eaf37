import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Provider } from '../provider/contract.js';
import { isEndpoint, type Desk, type Reply } from './desk.js';

/** Larger bodies are counted before they are held: not here. */
const MOST_BYTES = 64 * 1024;
const PREFIX = '/webhooks/';

/** Where a delivery goes that any server could read without knowing more than HTTP. */
interface Plain {
  readonly provider: Provider;
  readonly endpoint: string | undefined;
  readonly token: string | undefined;
  readonly bytes: number;
}

/**
 * The path that every delivery of a burst takes: Node's own server, without the frame, which costs as much again as all that HTTP needs. Whatever is not
 * plain (an address with a query or escapes, a body that is large, encoded or of no said length) goes to the frame, which answers the same. `closing`:
 * then all does.
 */
export const openLane = (server: Server, providers: readonly Provider[], desk: Desk, closing: () => boolean): void => {
  const known = new Map(providers.map((provider) => [provider.name, provider]));
  const frame = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  const plain = ({ method, url = '', headers }: IncomingMessage): Plain | undefined => {
    if (method !== 'POST' || !url.startsWith(PREFIX) || headers['content-encoding'] !== undefined || headers['transfer-encoding'] !== undefined) return undefined;
    const bytes = Number(headers['content-length'] ?? 0);
    const [name = '', endpoint, token, ...rest] = url.slice(PREFIX.length).split('/');
    const provider = known.get(name);
    if (provider === undefined || !(bytes > 0 && bytes <= MOST_BYTES) || rest.length > 0) return undefined;
    if ((endpoint !== undefined && !isEndpoint(endpoint)) || (token !== undefined && !isToken(token))) return undefined;
    return bytes <= desk.limit(provider, endpoint) ? { provider, endpoint, token, bytes } : undefined;
  };
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const to = closing() ? undefined : plain(request);
    if (to === undefined) for (const listener of frame) listener.call(server, request, response);
    else take(desk, to, request, response);
  });
};

/** What means the same with and without escapes. */
const isToken = (text: string): boolean => /^[\w.~-]{1,200}$/.test(text);

const take = (desk: Desk, { provider, endpoint, token, bytes }: Plain, request: IncomingMessage, response: ServerResponse): void => {
  const fail = (error: unknown): void => say(response, desk.failed(error, provider.name));
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('error', fail);
  request.on('end', () => {
    const body = parts.length === 1 ? parts[0]! : Buffer.concat(parts, bytes);
    desk.deliver(provider, endpoint, { headers: request.headers, body, token }).then((reply) => say(response, reply), fail);
  });
};

const say = (response: ServerResponse, { status, body, headers }: Reply): void => {
  if (response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
};
