import type { AddressInfo } from 'node:net';
import { notListening } from '@culprit/nest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './config.js';

/** The port that it listens on. Rejects in words when that cannot be had. */
export const listen = async (app: NestFastifyApplication, { HOST, QUERY_API_PORT }: Config): Promise<number> => {
  try {
    await app.listen(QUERY_API_PORT, HOST);
  } catch (cause) {
    throw notListening(cause, { host: HOST, port: QUERY_API_PORT, variable: 'QUERY_API_PORT' });
  }
  return ((app.getHttpServer() as { address(): AddressInfo }).address()).port;
};
