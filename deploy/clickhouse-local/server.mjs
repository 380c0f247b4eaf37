// ClickHouse's HTTP protocol as far as @clickhouse/client speaks it, over the embedded engine.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { readRequest } from './request.mjs';

const status = (code) => (code === 60 || code === 81 ? 404 : code === 62 || code === 27 || code === 115 ? 400 : 500);

const fail = (response, error) => {
  const message = error instanceof Error ? error.message : String(error);
  // 1002: UNKNOWN_EXCEPTION, what a server says when it has no better code.
  const code = Number(/Code: (\d+)/.exec(message)?.[1] ?? 1002);
  const text = message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`;
  response.writeHead(status(code), { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': String(code) }).end(`${text}\n`);
};

const answer = async (engine, request, response) => {
  const asked = await readRequest(request);
  if (asked.statement.trim() === '') return void response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end('Ok.\n');
  const result = await engine.run(asked);
  const rows = String(result.rowsRead ?? 0);
  const bytes = Buffer.from(result.bytes());
  response
    .writeHead(200, {
      'content-type': 'application/octet-stream',
      'x-clickhouse-query-id': asked.queryId ?? randomUUID(),
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-summary': JSON.stringify({ read_rows: rows, read_bytes: String(result.bytesRead ?? 0), written_rows: '0', written_bytes: '0', result_rows: rows, result_bytes: String(bytes.length), total_rows_to_read: '0', elapsed_ns: String(Math.round((result.elapsed ?? 0) * 1e9)) }),
      ...(asked.gzip ? { 'content-encoding': 'gzip' } : {}),
    })
    .end(asked.gzip ? gzipSync(bytes) : bytes);
};

/** @param {{ run(request: object): Promise<object> }} engine */
export const createFront = (engine) =>
  // Room for what a ClickHouse server allows in an address by default.
  createServer({ maxHeaderSize: 1 << 20, keepAliveTimeout: 10_000 }, (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/ping') return void response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' }).end('Ok.\n');
    if (path !== '/') return void response.writeHead(404).end(`There is no handler for ${path}.\n`);
    answer(engine, request, response).catch((error) => (response.headersSent ? response.destroy() : fail(response, error)));
  });
