import { promisify } from 'node:util';
import { gunzip, inflate as undeflate, inflateRaw } from 'node:zlib';

const unzip = promisify(gunzip);
const unzlib = promisify(undeflate);
const unraw = promisify(inflateRaw);

export type Inflated = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly is: 'unknown-encoding' | 'too-large' | 'broken' };

/** The zlib header that `deflate` should have; some send it without. */
const isZlib = (body: Buffer): boolean => body.length > 1 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;

/** Undoes the content encoding, never past `maxBytes`. A signature is over what comes out: only proxies between compress what is signed. */
export const inflate = async (encoding: string, body: Buffer, maxBytes: number): Promise<Inflated> => {
  try {
    switch (encoding) {
      case '':
      case 'identity': return { ok: true, body };
      case 'gzip':
      case 'x-gzip': return { ok: true, body: await unzip(body, { maxOutputLength: maxBytes }) };
      case 'deflate': return { ok: true, body: await (isZlib(body) ? unzlib : unraw)(body, { maxOutputLength: maxBytes }) };
      default: return { ok: false, is: 'unknown-encoding' };
    }
  } catch (error) {
    const tooLarge = error !== null && typeof error === 'object' && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, is: tooLarge ? 'too-large' : 'broken' };
  }
};
