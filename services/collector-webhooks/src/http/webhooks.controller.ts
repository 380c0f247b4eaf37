import { bytesOf, inflate, type Held } from '@culprit/nest';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from '../provider/contract.js';
import { DESK, HELD, PROVIDERS } from '../tokens.js';
import { isEndpoint, type Desk, type Reply } from './desk.js';

type Route = { Params: { provider?: string; endpoint?: string; token?: string }; Querystring: Readonly<Record<string, unknown>> };
/** What senders call a token in the address: ours, that of CloudEvents, that of Google Cloud Monitoring. */
const NAMES = ['token', 'access_token', 'auth_token'];
const tokenIn = (query: Readonly<Record<string, unknown>>): string | undefined => NAMES.map((name) => query[name]).find((value) => typeof value === 'string');

/** `POST /webhooks/:provider[/:endpoint[/:token]]`, whatever is asked there. What is plain comes in by the lane before it. */
@Injectable()
export class WebhooksController {
  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(PROVIDERS) private readonly providers: readonly Provider[],
    @Inject(HELD) private readonly held: Held,
  ) {}

  routes(fastify: FastifyInstance): void {
    const faults = (name: string) => (error: unknown, _: unknown, reply: FastifyReply): FastifyReply => say(reply, this.desk.failed(error, name));
    for (const provider of this.providers) {
      const { name } = provider;
      const options = { errorHandler: faults(name), config: { limit: (request: FastifyRequest<Route>) => this.limit(provider, request) } };
      const handler = async (request: FastifyRequest<Route>, reply: FastifyReply): Promise<FastifyReply> => say(reply, await this.deliver(provider, request).finally(() => this.held.give(request)));
      for (const route of [`/webhooks/${name}`, `/webhooks/${name}/:endpoint`, `/webhooks/${name}/:endpoint/:token`, ...provider.routes ?? []]) {
        fastify.post<Route>(route, options, handler);
        fastify.options<Route>(route, (request, reply) => this.greet(provider, request, reply));
        fastify.route({ method: [...OTHERS], url: route, handler: (_, reply) => notAllowed(reply) });
      }
    }
    const unknown = (_: FastifyRequest, reply: FastifyReply): FastifyReply =>
      say(reply, this.desk.turnAway('unknown', 404, 'unknown-provider', `no such provider; there are: ${this.providers.map(({ name }) => name).join(', ')}`));
    for (const route of ['/webhooks/:provider', '/webhooks/:provider/:endpoint', '/webhooks/:provider/:endpoint/:token']) fastify.post(route, { errorHandler: faults('unknown') }, unknown);
  }

  private limit(provider: Provider, { params, routeOptions }: FastifyRequest<Route>): number {
    return isOwn(provider, routeOptions.url) && params.endpoint === undefined ? this.desk.ownLimit(provider) : this.desk.limit(provider, params.endpoint);
  }

  private async deliver(provider: Provider, request: FastifyRequest<Route>): Promise<Reply> {
    const { params: { endpoint, token }, query, headers, body, routeOptions } = request;
    const { name } = provider;
    if (endpoint !== undefined && !isEndpoint(endpoint)) return this.desk.turnAway(name, 404, 'bad-endpoint', 'an endpoint has letters, digits, `.`, `_` and `-`, at most 64');
    const maxBytes = this.limit(provider, request);
    const inflated = await inflate(headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(body), maxBytes);
    if (!inflated.ok) {
      switch (inflated.is) {
        case 'unknown-encoding': return this.desk.turnAway(name, 415, inflated.is, 'content-encoding is none of gzip, deflate, identity');
        case 'too-large': return this.desk.turnAway(name, 413, inflated.is, `the body inflates to more than ${maxBytes} bytes`);
        case 'broken': return this.desk.turnAway(name, 400, 'broken-encoding', 'the body is not encoded as content-encoding says');
      }
    }
    const sent = { headers, body: inflated.body, token: token ?? tokenIn(query) };
    if (!isOwn(provider, routeOptions.url)) return this.desk.deliver(provider, endpoint, sent);
    return this.desk.deliver(provider, endpoint ?? (await this.desk.endpointOf(provider, sent)), sent, provider.thanks);
  }

  private greet(provider: Provider, request: FastifyRequest<Route>, reply: FastifyReply): FastifyReply {
    const answer = provider.greet?.(request.headers);
    return answer === undefined ? notAllowed(reply) : reply.code(200).headers(answer).send();
  }
}

/** An address of the provider's own, such as `/cloudevents`. */
const isOwn = ({ routes = [] }: Provider, url: string | undefined): boolean => url !== undefined && routes.includes(url);

const OTHERS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const;
const notAllowed = (reply: FastifyReply): FastifyReply => say(reply, { status: 405, headers: { allow: 'POST' }, body: { error: 'deliveries come by POST' } });

const say = (reply: FastifyReply, { status, body, headers = {} }: Reply): FastifyReply =>
  reply.code(status).headers(headers).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
