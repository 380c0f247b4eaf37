import { HttpException } from '@nestjs/common';

/** Fastify's own refusals, in our words. Undefined: it is no refusal of the request but a fault of ours. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly error: string;
}

export const refusalOf = (error: unknown, maxBytes: number): Refusal | undefined => {
  const status = statusOf(error);
  if (status === 413) return { status: 413, reason: 'too-large', error: `the body is larger than ${maxBytes} bytes` };
  if (typeof status === 'number' && status >= 400 && status < 500) return { status, reason: 'bad-request', error: error instanceof Error ? error.message : 'bad request' };
  return undefined;
};

/** Fastify's errors carry `statusCode`; on routes of Nest they come wrapped in its `HttpException`. */
const statusOf = (error: unknown): unknown => {
  if (error instanceof HttpException) return error.getStatus();
  return error !== null && typeof error === 'object' && 'statusCode' in error ? error.statusCode : undefined;
};
