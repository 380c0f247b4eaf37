import { createGzip } from 'node:zlib';
import { bytesOf, inflate, type Held } from '@culprit/nest';
import { Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readable, readCluster, type Part } from '../events/read.js';
import { takeItems, type Answer, type Intake } from '../events/take.js';
import { headerOf, oneOf, shownToken } from '../provider/signature.js';
import { HELD, INTAKE, TOKENS } from '../tokens.js';

/** As it is sent, and as it inflates to: many events come together. */
const [SENT_MAX_BYTES, MAX_BYTES] = [4 * 1024 * 1024, 16 * 1024 * 1024];
/** Each reads topics from their beginning. */
const MOST_READING = 4;
const AGAIN_SECONDS = '5';

const isPart = (name: string): name is Part => Object.hasOwn(readable, name);

interface Said {
  readonly status: number;
  readonly outcome: string;
  readonly body: object;
}

/** `POST /v1/events`: what a collector in a far cluster says; `GET /v1/events`: what it said, for its start. */
@Controller('v1/events')
export class EventsController {
  #reading = 0;

  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    @Inject(TOKENS) private readonly tokens: readonly string[],
    @Inject(HELD) private readonly held: Held,
  ) {}

  @Post()
  @RouteConfig({ limit: () => SENT_MAX_BYTES })
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const said = await this.taken(request).finally(() => this.held.give(request));
    this.intake.instruments.requests.add(1, { kind: 'events', outcome: said.outcome });
    if (said.status !== 200) this.intake.instruments.rejected.add(1, { provider: 'v1', reason: said.outcome });
    this.answer(reply, said);
  }

  @Get()
  async get(@Query('topic') topic: string | undefined, @Query('cluster') cluster: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const refused = this.stranger(request);
    if (refused !== undefined) return this.answer(reply, refused);
    if (topic === undefined) return this.answer(reply, await this.alive());
    if (!isPart(topic) || cluster === undefined || cluster === '') return this.answer(reply, no(400, 'invalid', `needs cluster, and topic of ${Object.keys(readable).join(', ')}`));
    if (this.#reading >= MOST_READING) return this.answer(reply, no(503, 'unavailable', 'too many read at once: ask again'));
    this.#reading++;
    const lines = readCluster(this.intake.log, topic, cluster, this.intake.logger);
    lines.once('close', () => this.#reading--);
    reply.header('content-type', 'application/x-ndjson');
    if (!/\bgzip\b/.test(headerOf(request.headers, 'accept-encoding'))) return void reply.send(lines);
    const zipped = createGzip();
    // who breaks off on one side ends the other
    lines.once('error', () => zipped.destroy()).once('close', () => (lines.readableEnded ? undefined : zipped.destroy()));
    zipped.once('close', () => lines.destroy());
    reply.header('content-encoding', 'gzip').send(lines.pipe(zipped));
  }

  private async taken(request: FastifyRequest): Promise<Said> {
    const refused = this.stranger(request);
    if (refused !== undefined) return refused;
    const key = headerOf(request.headers, 'idempotency-key');
    if (key.length > 200) return no(400, 'invalid', 'Idempotency-Key is longer than 200 characters');
    const inflated = await inflate(request.headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(request.body), MAX_BYTES);
    if (inflated.ok) return said(await takeItems(this.intake, key, inflated.body));
    switch (inflated.is) {
      case 'unknown-encoding': return no(415, inflated.is, 'content-encoding is none of gzip, deflate, identity');
      case 'too-large': return no(413, inflated.is, `the body inflates to more than ${MAX_BYTES} bytes`);
      case 'broken': return no(400, 'broken-encoding', 'the body is not encoded as content-encoding says');
    }
  }

  private stranger(request: FastifyRequest): Said | undefined {
    if (this.tokens.length > 0 && !oneOf(this.tokens, shownToken(headerOf(request.headers, 'authorization')))) {
      return no(401, 'unauthenticated', 'needs `Authorization: Bearer <token>` with a token of COLLECTOR_WEBHOOKS_TOKENS');
    }
    // Without a token the only guard is that we listen on this machine alone, and any page in its browser may post to that.
    return this.tokens.length === 0 && request.headers.origin !== undefined ? no(403, 'foreign-page', 'pages of a browser may not come here while no token is configured') : undefined;
  }

  private async alive(): Promise<Said> {
    try {
      await this.intake.log.ping();
      return { status: 200, outcome: 'alive', body: { alive: true } };
    } catch {
      return no(503, 'unavailable', 'the event log does not answer');
    }
  }

  private answer(reply: FastifyReply, { status, body }: Said): void {
    if (status === 503) reply.header('retry-after', AGAIN_SECONDS);
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    reply.code(status).send(body);
  }
}

const no = (status: number, outcome: string, error: string): Said => ({ status, outcome, body: { error } });

const said = (answer: Answer): Said => {
  switch (answer.is) {
    case 'accepted': return { status: 200, outcome: answer.is, body: { accepted: answer.positions.length, positions: answer.positions } };
    case 'invalid': return { status: 400, outcome: answer.is, body: { error: 'nothing was taken: see errors', errors: answer.errors } };
    case 'conflict': return no(409, answer.is, 'this Idempotency-Key was used with another body');
    case 'too-large': return no(413, answer.is, 'an event is too large for the event log');
    case 'unavailable': return no(503, answer.is, 'the event log does not take records now: send it again');
  }
};
