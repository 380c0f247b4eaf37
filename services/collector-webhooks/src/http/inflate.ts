import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

export type Inflated = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly is: 'unknown-encoding' | 'too-large' | 'broken' };

/** Undoes the content encoding, never past `maxBytes`. A signature is over what comes out: no sender of ours compresses, only proxies between. */
export const inflate = async (encoding: string, body: Buffer, maxBytes: number): Promise<Inflated> => {
  if (encoding === '' || encoding === 'identity') return { ok: true, body };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return { ok: false, is: 'unknown-encoding' };
  try {
    return { ok: true, body: await unzip(body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const tooLarge = error !== null && typeof error === 'object' && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, is: tooLarge ? 'too-large' : 'broken' };
  }
};
