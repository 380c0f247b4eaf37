import { bytesOf, inflate, type Held } from '@culprit/nest';
import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { paths, type Path } from '../custom/accept.js';
import { take, type Answer, type Counter } from '../custom/take.js';
import { DEFAULT_MAX_BYTES } from '../endpoints/book.js';
import { headerOf } from '../provider/signature.js';
import { COUNTER, HELD, TOKENS } from '../tokens.js';
import { strangerIn } from './stranger.js';

const isPath = (path: string): path is Path => Object.hasOwn(paths, path);

/** `POST /v1/{changes,alerts,dependencies,services}`: one event or an array of them. */
@Controller('v1')
export class CustomController {
  constructor(
    @Inject(COUNTER) private readonly counter: Counter,
    @Inject(TOKENS) private readonly tokens: readonly string[],
    @Inject(HELD) private readonly held: Held,
  ) {}

  @Post(':path')
  async post(@Param('path') path: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const kind = isPath(path) ? paths[path] : 'unknown';
    const { status, outcome, body } = await this.answered(path, request).finally(() => this.held.give(request));
    this.counter.instruments.requests.add(1, { kind, outcome });
    if (status !== 200) this.counter.instruments.rejected.add(1, { provider: 'v1', reason: outcome });
    if (status === 503) reply.header('retry-after', '5');
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    reply.code(status).send(body);
  }

  private async answered(path: string, request: FastifyRequest): Promise<{ status: number; outcome: string; body: object }> {
    const no = (status: number, outcome: string, error: string): { status: number; outcome: string; body: object } => ({ status, outcome, body: { error } });
    const stranger = strangerIn(this.tokens, request.headers);
    if (stranger !== undefined) return no(stranger.status, stranger.outcome, stranger.error);
    if (!isPath(path)) return no(404, 'unknown-path', `no such kind of event; there are: ${Object.keys(paths).join(', ')}`);
    const key = headerOf(request.headers, 'idempotency-key');
    if (key.length > 200) return no(400, 'invalid', 'Idempotency-Key is longer than 200 characters');

    const inflated = await inflate(request.headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(request.body), DEFAULT_MAX_BYTES);
    if (!inflated.ok) {
      switch (inflated.is) {
        case 'unknown-encoding': return no(415, inflated.is, 'content-encoding is none of gzip, deflate, identity');
        case 'too-large': return no(413, inflated.is, `the body inflates to more than ${DEFAULT_MAX_BYTES} bytes`);
        case 'broken': return no(400, 'broken-encoding', 'the body is not encoded as content-encoding says');
      }
    }
    // Whatever the type says, it is read as JSON: curl calls everything a form unless told otherwise.
    const answer = await take(this.counter, { path, contentType: 'application/json', idempotencyKey: key, body: inflated.body });
    return said(answer);
  }
}

const said = (answer: Answer): { status: number; outcome: string; body: object } => {
  switch (answer.is) {
    case 'accepted': return { status: 200, outcome: answer.is, body: { accepted: answer.ids.length, ids: answer.ids } };
    case 'invalid': return { status: 400, outcome: answer.is, body: { error: 'nothing was taken: see errors', errors: answer.errors } };
    case 'conflict': return { status: 409, outcome: answer.is, body: { error: 'this Idempotency-Key was used with another body' } };
    case 'too-large': return { status: 413, outcome: answer.is, body: { error: 'an event is too large for the event log' } };
    case 'unavailable': return { status: 503, outcome: answer.is, body: { error: 'the event log does not take records now: send it again' } };
  }
};
