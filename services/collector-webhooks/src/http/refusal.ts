import { BodyRefused } from '@culprit/nest';
import { HttpException } from '@nestjs/common';

/** Fastify's own refusals, in our words. Undefined: it is no refusal of the request but a fault of ours. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly error: string;
}

export const refusalOf = (error: unknown): Refusal | undefined => {
  if (error instanceof BodyRefused) return { status: error.statusCode, reason: ({ 400: 'aborted', 413: 'too-large', 503: 'too-much' } as const)[error.statusCode], error: error.message };
  const status = statusOf(error);
  // Its own words may repeat the address, and the address may hold a token.
  if (typeof status === 'number' && status >= 400 && status < 500) return { status, reason: 'bad-request', error: 'this is no request that can be read' };
  return isAbort(error) ? { status: 400, reason: 'aborted', error: 'the request ended before its body did' } : undefined;
};

/** Fastify's errors carry `statusCode`; on routes of Nest they come wrapped in its `HttpException`. */
const statusOf = (error: unknown): unknown => {
  if (error instanceof HttpException) return error.getStatus();
  return error !== null && typeof error === 'object' && 'statusCode' in error ? error.statusCode : undefined;
};

const isAbort = (error: unknown): boolean => error !== null && typeof error === 'object' && 'code' in error && error.code === 'ECONNRESET';
