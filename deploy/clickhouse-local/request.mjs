// What a request of ClickHouse's HTTP protocol asks for.
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';

/** Parameters that say who asks and how to answer; everything else that is not `param_…` is a setting. */
const OURS = new Set(['query', 'database', 'default_format', 'query_id', 'user', 'password', 'session_id', 'session_timeout', 'session_check', 'quota_key', 'role', 'compress', 'decompress', 'client_protocol_version']);

/** Settings of a server's HTTP layer, which an embedded engine does not know. */
const HTTP_LAYER = new Set([
  'wait_end_of_query', 'buffer_size', 'send_progress_in_http_headers', 'http_response_buffer_size', 'http_headers_progress_interval_ms', 'enable_http_compression',
  'http_zlib_compression_level', 'http_response_compression_method', 'http_native_compression_disable_checksumming_on_decompress', 'cancel_http_readonly_queries_on_client_close',
]);

const bodyOf = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(raw);
  if (encoding !== undefined && encoding !== 'identity') throw new Error(`Code: 89. DB::Exception: Unknown compression method: ${encoding}. (UNKNOWN_COMPRESSION_METHOD)`);
  return raw;
};

/** As one string, never in pieces: a character split between two would be lost. The engine takes text only, and bytes that are none must not get lost either. */
const textOf = (body) => {
  if (!isUtf8(body)) throw new Error('Code: 48. DB::Exception: This front takes statements and rows as UTF-8 text, no binary format. (NOT_IMPLEMENTED)');
  return body.toString('utf8');
};

/** Parameters may come as parts of a form when they are too long for an address. */
const formOf = async (body, type) => [...(await new Response(body, { headers: { 'content-type': type } }).formData())];

/** @returns {Promise<{statement: string, params: [string, string][], settings: [string, string][], database?: string, format?: string, gzip: boolean}>} */
export const readRequest = async (request) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = request.method === 'POST' ? await bodyOf(request) : Buffer.alloc(0);
  const type = request.headers['content-type'] ?? '';
  const form = type.startsWith('multipart/form-data') ? await formOf(body, type) : [];
  const all = [...searchParams, ...form.map(([name, value]) => [name, String(value)])];
  const one = (name) => all.find(([key]) => key === name)?.[1];
  if (one('session_id') !== undefined) throw new Error('Code: 48. DB::Exception: This front keeps no session over several requests. (NOT_IMPLEMENTED)');
  const text = form.length > 0 ? '' : textOf(body);
  return {
    statement: [one('query'), text].filter((part) => part !== undefined && part !== '').join('\n'),
    params: all.filter(([name]) => name.startsWith('param_')),
    settings: all.filter(([name]) => !name.startsWith('param_') && !OURS.has(name) && !HTTP_LAYER.has(name)),
    database: one('database'),
    format: one('default_format') ?? request.headers['x-clickhouse-format'],
    gzip: one('enable_http_compression') === '1' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? ''),
  };
};
