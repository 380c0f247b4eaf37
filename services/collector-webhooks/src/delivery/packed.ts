import { constants, gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { REDACTION_RULES, stringifyExact } from '@culprit/domain';
import { DEFAULT_MAX_RECORD_BYTES } from '@culprit/ports';
import type { Body } from './parse-body.js';

/** A body as a record keeps it: without secrets, and small. */
export interface Packed {
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Under which rules a body was redacted; `failed`: it could not be, so nothing of it was kept. */
export const RULES_HEADER = 'culprit_redaction';
export const CUT_HEADER = 'culprit_cut_from';
const ENCODING = 'content-encoding';

/** Smaller ones do not get smaller by more than it costs. */
const PLAIN_MAX = 1024;
/** Room for key and headers beside the value. */
const VALUE_MAX = DEFAULT_MAX_RECORD_BYTES - 64 * 1024;

/**
 * Redacted where something was hidden, else byte for byte as sent. What is no JSON cannot be looked through by field and keeps its bytes: only dead
 * letters do, so that somebody can see what came. `shown`: the parsed body without secrets, undefined when it could not be looked through.
 */
export const packed = (body: Buffer, parsed: Body, shown: { readonly value: unknown } | undefined): Packed => {
  if (!parsed.ok) return squeezed(body, { [RULES_HEADER]: 'none' });
  const text = shown === undefined ? undefined : textOf(body, parsed, shown.value);
  if (text === undefined) return { value: Buffer.alloc(0), headers: { [RULES_HEADER]: 'failed' } };
  const headers = { [RULES_HEADER]: String(REDACTION_RULES) };
  // what was a form is JSON now
  return text === body ? squeezed(body, headers) : squeezed(text, { ...headers, 'content-type': 'application/json' });
};

const textOf = (body: Buffer, { value }: { readonly value: unknown }, shown: unknown): Buffer | undefined => {
  try {
    return shown === value ? body : Buffer.from(stringifyExact(shown));
  } catch {
    return undefined;
  }
};

/** zstd at its quickest: measured, it costs less than what writing the bytes would, and half of gzip. Waiting for a thread to do it costs five times as much. */
const squeeze = (body: Buffer, level: number): Buffer => {
  const { chunkSize, params } = body.length <= SMALL ? small : large;
  return zstdCompressSync(body, { chunkSize, pledgedSrcSize: body.length, params: { [constants.ZSTD_c_compressionLevel]: level, ...params } });
};

const SMALL = 16 * 1024;
/**
 * Of most bodies the tables of the first level are larger than they are, and clearing them takes as long as the work: a third less time, the same size.
 * What they become fits what Node cuts from a buffer that it has, of which a waiting record holds no more than it needs.
 */
const small = { chunkSize: 4 * 1024 - 8, params: { [constants.ZSTD_c_windowLog]: 14, [constants.ZSTD_c_hashLog]: 12 } };
const large = { chunkSize: 16 * 1024, params: {} };

const squeezed = (body: Buffer, headers: Packed['headers']): Packed => {
  if (body.length <= PLAIN_MAX) return { value: body, headers };
  for (const level of [1, 9]) {
    const value = squeeze(body, level);
    if (value.length <= VALUE_MAX) return { value, headers: { ...headers, [ENCODING]: 'zstd' } };
  }
  return { value: body.subarray(0, VALUE_MAX), headers: { ...headers, [CUT_HEADER]: String(body.length) } };
};

/** The body of a record, as it was before it was packed. */
export const unpacked = (value: Buffer, headers: Packed['headers']): Buffer => {
  switch (headers[ENCODING]) {
    case 'zstd': return zstdDecompressSync(value);
    case 'gzip': return gunzipSync(value);
    default: return value;
  }
};
