import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { CollectorModule, type CollectorParts } from './collector.module.js';

export interface Listening {
  /** The address in use; its port when 0 was asked for. */
  readonly url: string;
  close(): Promise<void>;
}

const serverOptions = {
  /** A whole request, head and body, ms: a sender that drips is cut off. */
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  /** Longer than senders keep an idle connection, so that they close it and not we. */
  keepAliveTimeout: 75_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 },
  forceCloseConnections: 'idle',
  logger: false,
  skipMiddie: true,
} as const;

/** Builds the application and listens. Rejects in words when the port is taken or may not be used. */
export const listen = async (parts: CollectorParts, host: string, port: number): Promise<Listening> => {
  const app = await NestFactory.create<NestFastifyApplication>(CollectorModule.of(parts), new FastifyAdapter(serverOptions), { logger: false, bodyParser: false, abortOnError: false });
  parts.bodies.readBy(app.getHttpAdapter().getInstance() as unknown as FastifyInstance);
  try {
    await app.listen(port, host);
  } catch (cause) {
    await app.close();
    throw new Error(inWords(cause, host, port), { cause });
  }
  return { url: await app.getUrl(), close: () => app.close() };
};

const inWords = (cause: unknown, host: string, port: number): string => {
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} of ${host} is taken by another process (an OpenTelemetry Collector?): end it, or set COLLECTOR_OTEL_PORT`;
  if (code === 'EACCES') return `port ${port} of ${host} may not be used by this user: set COLLECTOR_OTEL_PORT to one above 1023`;
  return `collector-otel cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
};
