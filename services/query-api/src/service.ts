import { readEnvironments, type RunningService, type Service, type World } from '@culprit/nest';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Location, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { AppModule } from './app.module.js';
import { mayAsk, strangeness } from './auth.js';
import { Config, refusal } from './config.js';
import { contextOf } from './context.js';
import { badInput, publicError as publicErrorOf } from './errors.js';
import { instruments } from './instruments.js';
import { checkLimits } from './limits/check.js';
import { IncidentFeed, TOPIC } from './live/feed.js';
import { listen } from './listen.js';
import { nestLogger } from './nest-logger.js';
import { servePages } from './pages.js';
import { openSocket } from './socket.js';
import { WRITTEN, writerOf } from './write/writer.js';

const MAX_BODY_BYTES = 256 * 1024;

type PreExecution = (schema: GraphQLSchema, document: DocumentNode, context: unknown, variables?: Record<string, unknown>) => Promise<void>;
type PreValidation = (schema: GraphQLSchema, document: unknown) => Promise<void>;
interface Hooks {
  addHook(name: 'preExecution', hook: PreExecution): void;
  addHook(name: 'preValidation', hook: PreValidation): void;
}

/** Mercurius takes any JSON for a document that was parsed already. What `parse` made, under its limit of tokens, knows where it stands in the text. */
const onlyParsed: PreValidation = async (_schema, document) => {
  const ours = typeof document === 'object' && document !== null && 'loc' in document && document.loc instanceof Location;
  if (!ours) throw badInput('query: not GraphQL');
};

/** A query-api that is running, and where. */
export interface RunningQueryApi extends RunningService {
  readonly port: number;
}

const start = async (world: World, config: Config): Promise<RunningQueryApi> => {
  const refused = refusal(config);
  if (refused !== null) throw new Error(refused);
  const logger = world.logger.child({ service: 'query-api' });
  const measured = instruments(world.metrics);
  const publicError = (error: GraphQLError): GraphQLError => {
    const shown = publicErrorOf(error, logger);
    measured.error(String(shown.extensions['code']));
    return shown;
  };
  const environments = await readEnvironments(config.ENVIRONMENTS_FILE);
  const rules = await world.rules?.(config.CORRELATOR_RULES);
  const context = () => contextOf(world, environments, rules, config.QUERY_API_SECONDS);

  await world.log.ensureTopics([TOPIC, ...WRITTEN]);
  const feed = new IncidentFeed({ log: world.log, store: world.store, logger });
  await feed.start();
  const { log, store, clock } = world;
  const live = { log, store, clock, logger, feed, keptMs: TOPIC.keptMs ?? 0 };
  const writer = writerOf({ log, store, logger }, environments);

  const adapter = new FastifyAdapter({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.url.split('?')[0] !== '/graphql') return;
    const strange = strangeness(request.headers, config);
    if (strange !== undefined) return reply.code(403).send({ data: null, errors: [{ message: strange, extensions: { code: 'FORBIDDEN' } }] });
    if (mayAsk(config.QUERY_API_TOKEN, request.headers.authorization)) return;
    await reply.code(401).header('www-authenticate', 'Bearer').send({ data: null, errors: [{ message: 'a bearer token is needed', extensions: { code: 'UNAUTHENTICATED' } }] });
  });
  fastify.addHook('onResponse', async (request, reply) => measured.request(request.url.split('?')[0] ?? '', reply.statusCode, reply.elapsedTime / 1000));
  servePages(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of({ live, writer, context, publicError }), adapter, { logger: nestLogger(logger), abortOnError: false });
  await app.init();
  const weigh: PreExecution = async (schema, document, _context, variables) => checkLimits(schema, document, variables);
  const { graphql } = fastify as FastifyInstance & { graphql: Hooks };
  graphql.addHook('preValidation', onlyParsed);
  graphql.addHook('preExecution', weigh);
  const server: Server = app.getHttpServer();
  const { schema } = app.get(GraphQLSchemaHost, { strict: false });
  const socket = openSocket(server, { schema, config, context, publicError, live: measured.live });
  const stop = async (): Promise<void> => {
    await socket.close();
    await feed.stop();
    await app.close();
  };
  try {
    const port = await listen(app, config);
    logger.info('query-api is listening', { graphql: new URL('/graphql', config.PUBLIC_URL ?? `http://${config.HOST}:${port}`).href });
    return { port, readiness: () => feed.readiness(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

export const queryApi = { name: 'query-api', config: Config, needs: ['log', 'store', 'code'], start } satisfies Service<typeof Config>;
