import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

export type Inflated = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly status: 400 | 413 | 415; readonly reason: string };

/** Undoes the content encoding, never past `maxBytes`. OTLP senders know gzip and nothing. */
export const inflate = async (encoding: string, body: Buffer, maxBytes: number): Promise<Inflated> => {
  switch (encoding) {
    case '':
    case 'identity': return { ok: true, body };
    case 'gzip':
    case 'x-gzip': break;
    default: return { ok: false, status: 415, reason: 'content-encoding is neither gzip nor identity' };
  }
  try {
    return { ok: true, body: await unzip(body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const tooLarge = error !== null && typeof error === 'object' && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? { ok: false, status: 413, reason: `the body inflates to more than ${maxBytes} bytes` } : { ok: false, status: 400, reason: 'the body is not gzip as content-encoding says' };
  }
};
