import 'reflect-metadata';
import { notListening, rawBodies, serverOptions, type Listening } from '@culprit/nest';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CollectorModule, type CollectorParts } from './collector.module.js';
import { DEFAULT_MAX_BYTES } from './endpoints/book.js';
import { deskOf } from './http/desk.js';
import { openLane } from './http/lane.js';
import { WebhooksController } from './http/webhooks.controller.js';

/** Builds the application and listens. Rejects in words when the port is taken or may not be used. */
export const listen = async (given: Omit<CollectorParts, 'desk'>, host: string, port: number): Promise<Listening> => {
  const parts = { ...given, desk: deskOf(given.reception) };
  const app = await NestFactory.create<NestFastifyApplication>(CollectorModule.of(parts), new FastifyAdapter(serverOptions), { logger: false, bodyParser: false, abortOnError: false });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  rawBodies(fastify, limitOf, parts.held);
  app.get(WebhooksController).routes(fastify);
  try {
    await app.listen(port, host);
  } catch (cause) {
    await app.close();
    throw notListening(cause, { host, port, variable: 'COLLECTOR_WEBHOOKS_PORT' });
  }
  let closing = false;
  openLane(fastify.server, parts.providers, parts.desk, () => closing);
  return {
    url: await app.getUrl(),
    close: () => {
      closing = true;
      return app.close();
    },
  };
};

/** Routes of providers say what may come in at each. */
const limitOf = (request: FastifyRequest): number => {
  const { limit } = request.routeOptions.config as { readonly limit?: (request: FastifyRequest) => number };
  return limit?.(request) ?? DEFAULT_MAX_BYTES;
};
