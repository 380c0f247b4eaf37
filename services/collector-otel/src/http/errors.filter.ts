import { BodyRefused } from '@culprit/nest';
import { Catch, HttpException, Inject, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentTypes, formatOf, refused } from '../otlp/answer.js';
import type { Reception } from '../reception.js';
import { RECEPTION } from '../tokens.js';

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const status = error !== null && typeof error === 'object' && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 503;
};

/** What no controller answered: unknown addresses, bodies that were refused as they came, and faults of ours. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(@Inject(RECEPTION) private readonly reception: Reception) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const format = formatOf(request.headers['content-type']) ?? 'json';
    const say = (status: number, outcome: string, reason: string): void => {
      this.reception.instruments.requests.add(1, { signal: 'none', outcome });
      if (status === 503) reply.header('retry-after', '2');
      void reply.code(status).header('content-type', contentTypes[format]).send(refused(format, reason));
    };
    if (error instanceof NotFoundException) return say(404, 'unknown-address', 'no such address; there are POST /v1/traces and POST /v1/metrics');
    if (error instanceof BodyRefused) {
      if (error.statusCode === 503) this.reception.overloaded();
      reply.header('connection', 'close');
      return say(error.statusCode, { 400: 'aborted', 413: 'too-large', 503: 'overloaded' }[error.statusCode], error.message);
    }
    const status = statusOf(error);
    if (status !== 503) return say(status, 'bad-request', 'this is no request that can be read');
    this.reception.logger.error('A request made the receiver fail.', { error: error instanceof Error ? error.stack ?? error.message : String(error) });
    return say(503, 'failed', 'the receiver failed: send it again later');
  }
}
