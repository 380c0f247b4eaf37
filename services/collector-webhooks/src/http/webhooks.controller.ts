import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { receive, type Outcome, type Reception } from '../delivery/receive.js';
import type { Provider } from '../provider/contract.js';
import { HELD, PROVIDERS, RECEPTION } from '../tokens.js';
import { inflate } from './inflate.js';
import { bytesOf, type Held } from './read-body.js';
import { refusalOf } from './refusal.js';

type Route = { Params: { provider?: string; endpoint?: string; token?: string }; Querystring: Readonly<Record<string, unknown>> };
/** What senders call a token in the address: ours, that of CloudEvents, that of Google Cloud Monitoring. */
const NAMES = ['token', 'access_token', 'auth_token'];
const tokenIn = (query: Readonly<Record<string, unknown>>): string | undefined => NAMES.map((name) => query[name]).find((value) => typeof value === 'string');
const ENDPOINT = /^[\w.-]{1,64}$/;
/** Whose sender is not configured here need not send us much to hear it. */
const STRANGE_MAX_BYTES = 64 * 1024;

/**
 * `POST /webhooks/:provider[/:endpoint[/:token]]`. Routes of Fastify itself rather than Nest's, because this is the path that every delivery of a burst
 * takes.
 */
@Injectable()
export class WebhooksController {
  constructor(
    @Inject(RECEPTION) private readonly reception: Reception,
    @Inject(PROVIDERS) private readonly providers: readonly Provider[],
    @Inject(HELD) private readonly held: Held,
  ) {}

  routes(fastify: FastifyInstance): void {
    const faults = (name: string) => (error: unknown, _: unknown, reply: FastifyReply): FastifyReply => this.refuse(error, name, reply);
    for (const provider of this.providers) {
      const { name } = provider;
      const options = { errorHandler: faults(name), config: { limit: (request: FastifyRequest<Route>) => this.limit(provider, request) } };
      const handler = (request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply> => this.deliver(provider, request, reply);
      for (const route of [`/webhooks/${name}`, `/webhooks/${name}/:endpoint`, `/webhooks/${name}/:endpoint/:token`, ...provider.routes ?? []]) {
        fastify.post<Route>(route, options, handler);
        fastify.options<Route>(route, (request, reply) => this.greet(provider, request, reply));
      }
    }
    const unknown = (_: FastifyRequest, reply: FastifyReply): FastifyReply => {
      this.count('unknown', 'unknown-provider');
      return say(reply, 404, { error: `no such provider; there are: ${this.providers.map(({ name }) => name).join(', ')}` });
    };
    for (const route of ['/webhooks/:provider', '/webhooks/:provider/:endpoint', '/webhooks/:provider/:endpoint/:token']) fastify.post(route, { errorHandler: faults('unknown') }, unknown);
  }

  private limit(provider: Provider, { params }: FastifyRequest<Route>): number {
    const endpoint = this.reception.book().find(provider, params.endpoint);
    return typeof endpoint === 'string' ? STRANGE_MAX_BYTES : endpoint.maxBytes;
  }

  private async deliver(provider: Provider, request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply> {
    const { name } = provider;
    const { endpoint } = request.params;
    try {
      if (endpoint !== undefined && !ENDPOINT.test(endpoint)) return this.turnAway(reply, name, 404, 'bad-endpoint', 'an endpoint has letters, digits, `.`, `_` and `-`, at most 64');
      const maxBytes = this.limit(provider, request);
      const inflated = await inflate(request.headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(request.body), maxBytes);
      if (!inflated.ok) {
        switch (inflated.is) {
          case 'unknown-encoding': return this.turnAway(reply, name, 415, inflated.is, 'content-encoding is none of gzip, deflate, identity');
          case 'too-large': return this.turnAway(reply, name, 413, inflated.is, `the body inflates to more than ${maxBytes} bytes`);
          case 'broken': return this.turnAway(reply, name, 400, 'broken-encoding', 'the body is not encoded as content-encoding says');
        }
      }
      const token = request.params.token ?? tokenIn(request.query);
      const outcome = await receive(this.reception, provider, endpoint, { headers: request.headers, body: inflated.body, token, now: this.reception.clock.now() });
      const thanks = provider.routes?.includes(request.routeOptions.url ?? '') === true ? provider.thanks : undefined;
      return this.answer(reply, name, outcome, thanks);
    } finally {
      this.held.give(request);
    }
  }

  private greet(provider: Provider, request: FastifyRequest<Route>, reply: FastifyReply): FastifyReply {
    const answer = provider.greet?.(request.headers);
    return answer === undefined ? say(reply.header('allow', 'POST'), 405, { error: 'deliveries come by POST' }) : reply.code(200).headers(answer).send();
  }

  private answer(reply: FastifyReply, name: string, outcome: Outcome, thanks: Provider['thanks']): FastifyReply {
    switch (outcome.is) {
      case 'not-configured':
      case 'bad-signature': return this.turnAway(reply, name, 401, outcome.is, outcome.reason);
      case 'rotating':
      case 'later':
        this.reception.instruments.rejected.add(1, { provider: name, reason: outcome.is });
        this.count(name, 'refused');
        return say(reply.header('retry-after', '60'), 503, { error: 'it cannot be said now whose delivery this is: send it again' });
      case 'unavailable':
        this.count(name, outcome.is);
        return say(reply.header('retry-after', '5'), 503, { error: 'the event log does not take records now: send it again' });
      case 'accepted':
        this.count(name, outcome.is);
        return say(reply, thanks?.status ?? 200, thanks?.body ?? { status: outcome.is, ids: outcome.ids });
      case 'skipped':
      case 'dead-lettered':
        this.count(name, outcome.is);
        return say(reply, thanks?.status ?? 200, thanks?.body ?? { status: outcome.is, reason: outcome.reason });
    }
  }

  private refuse(error: unknown, name: string, reply: FastifyReply): FastifyReply {
    const refusal = refusalOf(error);
    if (refusal?.status === 503) reply.header('retry-after', '5');
    if (refusal !== undefined) return this.turnAway(reply.header('connection', 'close'), name, refusal.status, refusal.reason, refusal.error);
    // A fault of ours. 503 makes every sender that can send again do so.
    this.reception.logger.error('A delivery made the receiver fail.', { provider: name, error: error instanceof Error ? error.stack ?? error.message : String(error) });
    this.count(name, 'failed');
    return say(reply.header('retry-after', '60'), 503, { error: 'the receiver failed: send it again later' });
  }

  private turnAway(reply: FastifyReply, name: string, status: number, reason: string, error: string): FastifyReply {
    this.reception.instruments.rejected.add(1, { provider: name, reason });
    this.count(name, 'refused');
    return say(reply, status, { error });
  }

  private count(provider: string, outcome: string): void {
    this.reception.instruments.deliveries.add(1, { provider, outcome });
  }
}

const say = (reply: FastifyReply, status: number, body: object): FastifyReply =>
  reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
