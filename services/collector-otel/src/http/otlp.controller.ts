import { bytesOf, inflate, type Held } from '@culprit/nest';
import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentTypes, formatOf, refused, taken, type Format, type Signal } from '../otlp/answer.js';
import type { Reception } from '../reception.js';
import { HELD, RECEPTION } from '../tokens.js';
import { refusedSender } from './allowed.js';

interface Answer {
  readonly status: number;
  readonly outcome: string;
  readonly body: Buffer;
  /** Seconds. */
  readonly retryAfter?: number;
}

const refusals = (maxBytes: number) => ({
  'unknown-encoding': [415, 'broken-encoding', 'content-encoding is none of gzip, deflate and identity'],
  'too-large': [413, 'too-large', `the body inflates to more than ${maxBytes} bytes`],
  broken: [400, 'broken-encoding', 'the body is not what content-encoding says'],
} as const);

/** OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
@Controller('v1')
export class OtlpController {
  constructor(@Inject(RECEPTION) private readonly reception: Reception, @Inject(HELD) private readonly held: Held) {}

  @Post('traces')
  traces(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer('traces', request, reply);
  }

  @Post('metrics')
  metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer('metrics', request, reply);
  }

  private async answer(signal: Signal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const format = formatOf(request.headers['content-type']);
    const { status, outcome, body, retryAfter } = await this.answered(signal, format, request).finally(() => this.held.give(request));
    this.reception.instruments.requests.add(1, { signal, outcome });
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    void reply.code(status).header('content-type', contentTypes[format ?? 'json']).send(body);
  }

  private async answered(signal: Signal, format: Format | undefined, { headers, body }: FastifyRequest): Promise<Answer> {
    const no = (status: number, outcome: string, reason: string, retryAfter?: number): Answer =>
      ({ status, outcome, body: refused(format ?? 'json', reason), ...(retryAfter === undefined ? {} : { retryAfter }) });
    const stranger = refusedSender(headers, this.reception.tokens);
    if (stranger !== undefined) return no(stranger.status, stranger.status === 401 ? 'unauthenticated' : 'foreign-page', stranger.reason);
    if (format === undefined) return no(415, 'unknown-type', 'content-type is neither application/x-protobuf nor application/json');
    const wait = this.reception.wait();
    if (wait > 0) return no(429, 'overloaded', `more comes than is read: send it again in ${wait} s`, wait);
    const inflated = await inflate(headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(body), this.reception.maxBytes);
    if (!inflated.ok) {
      const [status, outcome, reason] = refusals(this.reception.maxBytes)[inflated.is];
      return no(status, outcome, reason);
    }
    const received = this.reception.take(signal, format, inflated.body);
    if (!received.ok) return no(400, 'unreadable', received.reason);
    return { status: 200, outcome: received.rejected === 0 ? 'taken' : 'partly-taken', body: taken(format, signal, received.rejected, received.reason) };
  }
}
