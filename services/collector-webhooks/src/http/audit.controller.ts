import { bytesOf, inflate, type Held } from '@culprit/nest';
import { Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audit, Taken } from '../audit/audit.js';
import type { Counter } from '../custom/take.js';
import { AUDIT, COUNTER, HELD, TOKENS } from '../tokens.js';
import { strangerIn } from './stranger.js';

/** An API server cuts its batches at 10 MiB where it cuts them at all. */
const AUDIT_MAX_BYTES = 12 * 1024 * 1024;
const CLUSTER = /^[\w.:@-]{1,200}$/;

interface Said {
  readonly status: number;
  readonly outcome: string;
  readonly body: object;
}
const no = (status: number, outcome: string, error: string): Said => ({ status, outcome, body: { error } });

/** `POST /v1/kubernetes-audit/:cluster`: what an API server's audit webhook, or a log shipper, sends. */
@Controller('v1/kubernetes-audit')
export class AuditController {
  constructor(
    @Inject(AUDIT) private readonly audit: Audit,
    @Inject(COUNTER) private readonly counter: Counter,
    @Inject(TOKENS) private readonly tokens: readonly string[],
    @Inject(HELD) private readonly held: Held,
  ) {}

  @Post(':cluster')
  @RouteConfig({ limit: () => AUDIT_MAX_BYTES })
  async post(@Param('cluster') cluster: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { status, outcome, body } = await this.answered(cluster, request).finally(() => this.held.give(request));
    this.counter.instruments.requests.add(1, { kind: 'kubernetes-audit', outcome });
    if (status !== 200) this.counter.instruments.rejected.add(1, { provider: 'v1', reason: outcome });
    if (status === 503) reply.header('retry-after', '5');
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    reply.code(status).send(body);
  }

  private async answered(cluster: string, request: FastifyRequest): Promise<Said> {
    const stranger = strangerIn(this.tokens, request.headers);
    if (stranger !== undefined) return no(stranger.status, stranger.outcome, stranger.error);
    if (!CLUSTER.test(cluster)) return no(404, 'unknown-path', 'the address ends in the name of the cluster, as its collector has it');
    const inflated = await inflate(request.headers['content-encoding']?.trim().toLowerCase() ?? '', bytesOf(request.body), AUDIT_MAX_BYTES);
    if (inflated.ok) return said(await this.audit.take(cluster, inflated.body));
    switch (inflated.is) {
      case 'unknown-encoding': return no(415, inflated.is, 'content-encoding is none of gzip, deflate, identity');
      case 'too-large': return no(413, inflated.is, `the body inflates to more than ${AUDIT_MAX_BYTES} bytes`);
      case 'broken': return no(400, 'broken-encoding', 'the body is not encoded as content-encoding says');
    }
  }
}

const said = (taken: Taken): Said => {
  switch (taken.is) {
    case 'accepted': return { status: 200, outcome: taken.is, body: { accepted: taken.writes } };
    case 'invalid': return no(400, taken.is, taken.error);
    case 'too-large': return no(413, taken.is, 'the event log does not take so large a record');
    case 'unavailable': return no(503, taken.is, 'the event log does not answer now: send it again');
  }
};
