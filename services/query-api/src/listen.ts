import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config.js';

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

/** The port that it listens on. Rejects in words when that cannot be had. */
export const listen = async (app: NestFastifyApplication, { HOST, QUERY_API_PORT }: Config): Promise<number> => {
  try {
    await app.listen(QUERY_API_PORT, HOST);
  } catch (cause) {
    if (codeOf(cause) === 'EADDRINUSE') throw new Error(`port ${QUERY_API_PORT} is taken by another program: set QUERY_API_PORT to a free one`, { cause });
    if (codeOf(cause) === 'EACCES') throw new Error(`port ${QUERY_API_PORT} needs rights that this process does not have: set QUERY_API_PORT above 1023`, { cause });
    throw new Error(`query-api could not listen on HOST=${HOST}, QUERY_API_PORT=${QUERY_API_PORT}`, { cause });
  }
  return ((app.getHttpServer() as { address(): AddressInfo }).address()).port;
};
