import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a route of the vendor's API answers: a body, or status and headers with it. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text as it is. */
  readonly body?: unknown;
}
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A vendor's documented API on loopback. */
export interface VendorApi {
  readonly url: string;
  /** Every request that came, oldest first. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

export const vendorApi = async (answer: (asked: Asked) => Answer | undefined): Promise<VendorApi> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor');
      const one = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
      asked.push(one);
      const { status = 200, headers = {}, body } = answer(one) ?? { status: 404, body: { message: 'Not Found' } };
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
};

/** One page of a list, and a `Link` to the next, as GitHub and its like page: `page` and `per_page`. */
export const paged = (url: string, { path, query }: Asked, rows: readonly unknown[], size = Number(query.get('per_page') ?? 30)): Answer => {
  const page = Number(query.get('page') ?? 1);
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  return { body: rows.slice((page - 1) * size, page * size), headers: page * size < rows.length ? { link: `<${url}${path}?${next.toString()}>; rel="next"` } : {} };
};
