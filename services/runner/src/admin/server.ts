import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Registry } from 'prom-client';
import { isReady, readyText, type Status } from './status.js';

export interface AdminServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  readonly status: Status;
  readonly registry: Registry;
}

/** /livez, /readyz and /metrics of one process. Reading only, so it asks nobody who they are. */
export const openAdmin = async ({ host, port, status, registry }: AdminOptions): Promise<AdminServer> => {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'only GET\n');
    switch (request.url?.split('?')[0]) {
      case '/livez': return answer(response, 200, 'alive\n');
      case '/readyz': {
        const now = status.now();
        return answer(response, isReady(now) ? 200 : 503, readyText(now));
      }
      case '/metrics':
        return void registry.metrics().then(
          (text) => answer(response, 200, text, registry.contentType),
          (error: unknown) => answer(response, 500, `the metrics could not be read: ${String(error)}\n`),
        );
      default: return answer(response, 404, 'there are /livez, /readyz and /metrics\n');
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
};

const answer = (response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
