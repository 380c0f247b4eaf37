/** What is refused before it reaches any route. Fastify's words repeat the address, and the address may hold a token. */
const refused = (error: { readonly statusCode?: number }, _: unknown, reply: { code(status: number): { send(body: object): unknown } }): void => {
  reply.code(error.statusCode ?? 400).send({ error: 'this is no request that can be read' });
};

/** How the HTTP server behaves, whatever the route. */
export const serverOptions = {
  /** A whole request, head and body, ms: a sender that drips is cut off. */
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  /** Longer than senders keep an idle connection, so that they close it and not we. */
  keepAliveTimeout: 75_000,
  http: {
    /** The head alone, ms. */
    headersTimeout: 10_000,
    /** How often these are looked at, ms; Node's own half a minute would double them. */
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 16 * 1024,
  },
  routerOptions: { maxParamLength: 200 },
  // two versions of Fastify's types meet here
  frameworkErrors: refused as never,
  forceCloseConnections: 'idle',
  logger: false,
  skipMiddie: true,
} as const;
