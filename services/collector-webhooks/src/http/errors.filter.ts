import { Catch, Inject, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { COUNTER, RECEPTION } from '../tokens.js';
import type { Counter } from '../custom/take.js';
import type { Reception } from '../delivery/receive.js';
import { refusalOf } from './refusal.js';

/** What no controller answered: unknown addresses, bodies that Fastify refuses, and faults of ours. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(
    @Inject(COUNTER) private readonly counter: Counter,
    @Inject(RECEPTION) private readonly reception: Reception,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof NotFoundException) {
      this.counter.instruments.rejected.add(1, { provider: 'none', reason: 'unknown-address' });
      void reply.code(404).send({ error: 'no such address; there are POST /webhooks/:provider, POST /cloudevents, POST /v2/change/enqueue, POST /v1/{changes,alerts,dependencies,services,events} and POST /v1/kubernetes-audit/:cluster' });
      return;
    }
    const refusal = refusalOf(error);
    if (refusal !== undefined) {
      this.counter.instruments.rejected.add(1, { provider: 'v1', reason: refusal.reason });
      void reply.code(refusal.status).header('connection', 'close').send({ error: refusal.error });
      return;
    }
    this.reception.logger.error('A request made the receiver fail.', { error: error instanceof Error ? error.stack ?? error.message : String(error) });
    this.counter.instruments.rejected.add(1, { provider: 'v1', reason: 'failed' });
    void reply.code(503).header('retry-after', '60').send({ error: 'the receiver failed: send it again later' });
  }
}
