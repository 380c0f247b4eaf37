import 'reflect-metadata';
import { notListening, rawBodies, serverOptions, type Listening } from '@culprit/nest';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { CollectorModule, type CollectorParts } from './collector.module.js';

/** Builds the application and listens. Rejects in words when the port is taken or may not be used. */
export const listen = async (parts: CollectorParts, host: string, port: number): Promise<Listening> => {
  const app = await NestFactory.create<NestFastifyApplication>(CollectorModule.of(parts), new FastifyAdapter(serverOptions), { logger: false, bodyParser: false, abortOnError: false });
  rawBodies(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, () => parts.reception.maxBytes, parts.held);
  try {
    await app.listen(port, host);
  } catch (cause) {
    await app.close();
    throw notListening(cause, { host, port, variable: 'COLLECTOR_OTEL_PORT' });
  }
  return { url: await app.getUrl(), close: () => app.close() };
};
