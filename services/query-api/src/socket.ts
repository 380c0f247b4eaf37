import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, GraphQLError, parse, validate, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { mayAsk, ownOrigin, strangeness } from './auth.js';
import type { Config } from './config.js';
import { checkLimits, limits } from './limits/check.js';
import { subscribeFresh, withPublicErrors, type SubscribeOptions } from './subscribe.js';

const MAX_MESSAGE_BYTES = 64 * 1024;
/** Subscriptions and running queries of one socket. */
export const MAX_OPERATIONS = 50;

export interface SocketOptions extends SubscribeOptions {
  readonly schema: GraphQLSchema;
  readonly config: Pick<Config, 'QUERY_API_TOKEN' | 'PUBLIC_URL'>;
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** GraphQL over WebSocket (graphql-transport-ws) at /graphql of this server. */
export const openSocket = (server: Server, options: SocketOptions): { close(): Promise<void> } => {
  const { schema, config, publicError } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const checked = (args: ExecutionArgs): readonly GraphQLError[] => {
    const errors = validate(schema, args.document);
    if (errors.length > 0) return errors.map(publicError);
    try {
      checkLimits(schema, args.document, args.variableValues ?? undefined, args.operationName ?? undefined);
      return [];
    } catch (error) {
      return [publicError(error instanceof GraphQLError ? error : new GraphQLError('the query could not be weighed', { originalError: error as Error }))];
    }
  };
  const parsed = (query: string) => {
    try {
      return parse(query, { maxTokens: limits.tokens });
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  };
  const cleaned = (result: ExecutionResult): ExecutionResult => withPublicErrors(result, publicError);

  const graphql = useServer<Record<string, unknown>, { request: IncomingMessage }>(
    {
      isProd: true, // Reasons of our own errors stay with us.
      onConnect: ({ connectionParams, extra }) =>
        mayAsk(config.QUERY_API_TOKEN, extra.request.headers.authorization) || mayAsk(config.QUERY_API_TOKEN, connectionParams?.['authorization']),
      onSubscribe: ({ subscriptions }, _id, { query, variables, operationName }) => {
        if (Object.keys(subscriptions).length > MAX_OPERATIONS) {
          return [new GraphQLError(`more than ${MAX_OPERATIONS} operations on one socket`, { extensions: { code: 'QUERY_TOO_LARGE' } })];
        }
        const document = parsed(query);
        if (document instanceof GraphQLError) return [publicError(document)];
        const args: ExecutionArgs = { schema, document, variableValues: variables ?? null, operationName: operationName ?? null, contextValue: options.context() };
        const errors = checked(args);
        return errors.length > 0 ? errors : args;
      },
      execute: async (args) => cleaned(await execute(args)),
      subscribe: (args) => subscribeFresh(args, options),
    },
    sockets,
  );
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== '/graphql') return refuse(socket, '404 Not Found');
    if (!ownOrigin(request.headers.origin, request.headers.host, config.PUBLIC_URL) || strangeness(request.headers, config) !== undefined) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  };
  server.on('upgrade', upgrade);
  return {
    close: async () => {
      server.off('upgrade', upgrade);
      await graphql.dispose();
    },
  };
};
