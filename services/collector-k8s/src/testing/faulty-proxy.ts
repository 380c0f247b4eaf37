import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { RealCluster } from './real-kubernetes.js';

/** What stands in front of an API server and lets things go wrong. It shows the server's own certificate. */
export interface FaultyProxy {
  readonly url: string;
  /** Every connection is reset. */
  reset(): void;
  /** The next `times` requests are answered with this status. */
  respond(status: number, times: number): void;
  /** Every watch is told that its version is too old, as the API server says it, and ends. */
  expire(): void;
  /** The open watches never send another byte. */
  stall(): void;
  /** The next event of every open watch is sent by half. */
  truncate(): void;
  /** Requests that were answered with this status so far. */
  answered(status: number): number;
  watches(): number;
  close(): Promise<void>;
}

const EXPIRED = { type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'too old resource version: 1 (2)', reason: 'Expired', code: 410 } };

export const startFaultyProxy = async (cluster: Pick<RealCluster, 'folder' | 'port'>): Promise<FaultyProxy> => {
  const [cert, key] = await Promise.all(['apiserver.crt', 'apiserver.key'].map((name) => readFile(join(cluster.folder, 'certs', name))));
  const sockets = new Set<Socket>();
  const watches = new Set<ServerResponse>();
  const [stalled, halved] = [new Set<ServerResponse>(), new Set<ServerResponse>()];
  const refusals: number[] = [];
  const answers = new Map<number, number>();
  const count = (status: number): void => void answers.set(status, (answers.get(status) ?? 0) + 1);

  const forward = (chunk: Buffer, response: ServerResponse, answer: IncomingMessage): void => {
    if (stalled.has(response)) return;
    if (!halved.delete(response)) return void response.write(chunk);
    response.end(chunk.subarray(0, Math.floor(chunk.length / 2)));
    answer.destroy();
  };
  const serve = (asked: IncomingMessage, response: ServerResponse): void => {
    const refused = refusals.shift();
    if (refused !== undefined) {
      count(refused);
      response.writeHead(refused, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ kind: 'Status', status: 'Failure', message: `refused with ${refused}`, code: refused }));
    }
    const upstream = httpsRequest({ host: '127.0.0.1', port: cluster.port, path: asked.url, method: asked.method, headers: asked.headers, ca: cert, agent: false }, (answer) => {
      count(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      if (asked.url?.includes('watch=true') === true) watches.add(response);
      answer.on('data', (chunk: Buffer) => forward(chunk, response, answer));
      answer.once('end', () => response.end());
      answer.on('error', () => response.destroy());
    });
    upstream.on('error', () => response.destroy());
    response.once('close', () => {
      for (const set of [watches, stalled, halved]) set.delete(response);
      upstream.destroy();
    });
    asked.pipe(upstream);
  };

  const server = createServer({ cert, key }, serve);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const all = (into: Set<ServerResponse>): void => watches.forEach((watch) => into.add(watch));
  const reset = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset,
    respond: (status, times) => void refusals.push(...Array.from({ length: times }, () => status)),
    expire: () => watches.forEach((watch) => watch.end(`${JSON.stringify(EXPIRED)}\n`)),
    stall: () => all(stalled),
    truncate: () => all(halved),
    answered: (status) => answers.get(status) ?? 0,
    watches: () => watches.size,
    close: () => {
      reset();
      return new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error))));
    },
  };
};
