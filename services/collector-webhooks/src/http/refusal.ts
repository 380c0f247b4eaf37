/** Fastify's own refusals, in our words. Undefined: it is no refusal of the request but a fault of ours. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly error: string;
}

export const refusalOf = (error: unknown, maxBytes: number): Refusal | undefined => {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : undefined;
  const status = error !== null && typeof error === 'object' && 'statusCode' in error ? error.statusCode : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { status: 413, reason: 'too-large', error: `the body is larger than ${maxBytes} bytes` };
  if (typeof status === 'number' && status >= 400 && status < 500) return { status, reason: 'bad-request', error: error instanceof Error ? error.message : 'bad request' };
  return undefined;
};
