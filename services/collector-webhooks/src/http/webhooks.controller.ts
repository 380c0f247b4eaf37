import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { receive, type Configured, type Outcome, type Reception } from '../delivery/receive.js';
import { CONFIGURED, RECEPTION } from '../tokens.js';
import { inflate } from './inflate.js';
import { refusalOf } from './refusal.js';
import { bytesOf, DEFAULT_MAX_BYTES } from './server.js';

type Route = { Params: { provider?: string; endpoint?: string; token?: string }; Querystring: { token?: unknown } };
const ENDPOINT = /^[\w.-]{1,64}$/;

/**
 * `POST /webhooks/:provider[/:endpoint[/:token]]`. Routes of Fastify itself rather than Nest's, because each provider has a largest body of its own and
 * because this is the path that every delivery of a burst takes.
 */
@Injectable()
export class WebhooksController {
  constructor(
    @Inject(RECEPTION) private readonly reception: Reception,
    @Inject(CONFIGURED) private readonly configured: readonly Configured[],
  ) {}

  routes(fastify: FastifyInstance): void {
    for (const each of this.configured) {
      const { name, maxBytes = DEFAULT_MAX_BYTES } = each.provider;
      const options = { bodyLimit: maxBytes, errorHandler: (error: unknown, _: unknown, reply: FastifyReply) => this.refuse(error, name, maxBytes, reply) };
      const handler = (request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply> => this.deliver(each, maxBytes, request, reply);
      for (const route of [`/webhooks/${name}`, `/webhooks/${name}/:endpoint`, `/webhooks/${name}/:endpoint/:token`, ...each.provider.routes ?? []]) {
        fastify.post<Route>(route, options, handler);
        fastify.options<Route>(route, (request, reply) => this.greet(each, request, reply));
      }
    }
    const unknown = (_: FastifyRequest, reply: FastifyReply): FastifyReply => {
      this.count('unknown', 'unknown-provider');
      return say(reply, 404, { error: `no such provider; there are: ${this.configured.map(({ provider }) => provider.name).join(', ')}` });
    };
    const options = { errorHandler: (error: unknown, _: unknown, reply: FastifyReply) => this.refuse(error, 'unknown', DEFAULT_MAX_BYTES, reply) };
    fastify.post('/webhooks/:provider', options, unknown);
    fastify.post('/webhooks/:provider/:endpoint', options, unknown);
    fastify.post('/webhooks/:provider/:endpoint/:token', options, unknown);
  }

  private async deliver(to: Configured, maxBytes: number, request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply> {
    const { name } = to.provider;
    const { endpoint } = request.params;
    if (endpoint !== undefined && !ENDPOINT.test(endpoint)) return this.turnAway(reply, name, 404, 'bad-endpoint', 'an endpoint has letters, digits, `.`, `_` and `-`, at most 64');
    const inflated = await inflate(request.headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(request.body), maxBytes);
    if (!inflated.ok) {
      switch (inflated.is) {
        case 'unknown-encoding': return this.turnAway(reply, name, 415, inflated.is, 'content-encoding is neither gzip nor identity');
        case 'too-large': return this.turnAway(reply, name, 413, inflated.is, `the body inflates to more than ${maxBytes} bytes`);
        case 'broken': return this.turnAway(reply, name, 400, 'broken-encoding', 'the body is not gzip as content-encoding says');
      }
    }
    const outcome = await receive(this.reception, to, endpoint, {
      headers: request.headers, body: inflated.body, token: request.params.token ?? (typeof request.query.token === 'string' ? request.query.token : undefined), now: this.reception.clock.now(),
    });
    return this.answer(reply, name, outcome);
  }

  private greet({ provider }: Configured, request: FastifyRequest<Route>, reply: FastifyReply): FastifyReply {
    const answer = provider.greet?.(request.headers);
    return answer === undefined ? say(reply.header('allow', 'POST'), 405, { error: 'deliveries come by POST' }) : reply.code(200).headers(answer).send();
  }

  private answer(reply: FastifyReply, name: string, outcome: Outcome): FastifyReply {
    switch (outcome.is) {
      case 'not-configured':
      case 'bad-signature': return this.turnAway(reply, name, 401, outcome.is, outcome.reason);
      case 'unavailable':
        this.count(name, outcome.is);
        return say(reply.header('retry-after', '5'), 503, { error: 'the event log does not take records now: send it again' });
      case 'accepted':
        this.count(name, outcome.is);
        return say(reply, 200, { status: outcome.is, ids: outcome.ids });
      case 'skipped':
      case 'dead-lettered':
        this.count(name, outcome.is);
        return say(reply, 200, { status: outcome.is, reason: outcome.reason });
    }
  }

  private refuse(error: unknown, name: string, maxBytes: number, reply: FastifyReply): FastifyReply {
    const refusal = refusalOf(error, maxBytes);
    if (refusal !== undefined) return this.turnAway(reply, name, refusal.status, refusal.reason, refusal.error);
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
