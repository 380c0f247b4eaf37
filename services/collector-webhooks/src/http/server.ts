import type { FastifyInstance } from 'fastify';

export const DEFAULT_MAX_BYTES = 1024 * 1024;

/** How the HTTP server behaves, whatever the route. */
export const serverOptions = {
  bodyLimit: DEFAULT_MAX_BYTES,
  /** A whole request, head and body, ms: a sender that drips is cut off. */
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  /** Longer than senders keep an idle connection, so that they close it and not we. */
  keepAliveTimeout: 75_000,
  routerOptions: { maxParamLength: 100 },
  forceCloseConnections: 'idle',
  logger: false,
  skipMiddie: true,
} as const;

/** Every body arrives as the bytes that were sent, whatever its type says: signatures are over bytes. */
export const rawBodies = (fastify: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
};

/** The bytes of a request that `rawBodies` has read; none were sent with an empty one. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
