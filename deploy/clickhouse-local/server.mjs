// ClickHouse's HTTP protocol as far as @clickhouse/client speaks it, over the embedded engine.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { readRequest } from './request.mjs';

const PLAIN = { 'content-type': 'text/plain; charset=UTF-8' };

/** Always 500: clients read the code, and which code has which status differs between versions of a server. */
const fail = (response, error) => {
  const message = error instanceof Error ? error.message : String(error);
  // 1002: UNKNOWN_EXCEPTION, what a server says when it has no better code.
  const code = /Code: (\d+)/.exec(message)?.[1] ?? '1002';
  const text = message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`;
  response.writeHead(500, { ...PLAIN, 'x-clickhouse-exception-code': code }).end(`${text}\n`);
};

/** What the engine tells of a statement; a server tells more, and a made-up number is worse than none. */
const summary = ({ rowsRead, bytesRead, elapsed }, resultBytes) =>
  JSON.stringify({ read_rows: String(rowsRead), read_bytes: String(bytesRead), result_bytes: String(resultBytes), elapsed_ns: String(Math.round(elapsed * 1e9)) });

const answer = async (engine, request, response) => {
  const asked = await readRequest(request);
  if (asked.statement.trim() === '') return void response.writeHead(200, PLAIN).end('Ok.\n');
  const result = await engine.run(asked);
  const bytes = Buffer.from(result.bytes());
  response
    .writeHead(200, {
      'content-type': 'application/octet-stream',
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-summary': summary(result, bytes.length),
      ...(asked.gzip ? { 'content-encoding': 'gzip' } : {}),
    })
    .end(asked.gzip ? gzipSync(bytes) : bytes);
};

/** @param {{ run(request: object): Promise<object> }} engine */
export const createFront = (engine) =>
  // Room for what a ClickHouse server allows in an address by default.
  createServer({ maxHeaderSize: 1 << 20, keepAliveTimeout: 10_000 }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/ping') return void response.writeHead(200, PLAIN).end('Ok.\n');
    if (pathname !== '/') return void response.writeHead(404, PLAIN).end(`There is no handler for ${pathname}.\n`);
    response.setHeader('x-clickhouse-query-id', searchParams.get('query_id') ?? randomUUID());
    answer(engine, request, response).catch((error) => (response.headersSent ? response.destroy() : fail(response, error)));
  });

/** Takes no more requests, and calls back when those under way have their answers; whoever only holds a connection open is not waited for. */
export const closeWhenAnswered = (front) => {
  const underWay = new Set();
  front.on('request', (_, response) => {
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      endIfDone();
    });
  });
  let closing = false;
  const endIfDone = () => {
    if (closing && underWay.size === 0) front.closeAllConnections();
  };
  return (done) => {
    closing = true;
    front.close(done);
    endIfDone();
  };
};
