// One server of the comparison, a process of its own: `peer`, or ours on `embedded:<file>` or `kafka:<host:port>`. Talks with the bench by IPC.
import { Webhooks } from '@octokit/webhooks';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { openKafkaLog } from '@culprit/kafka';
import { Config, startCollector } from '@culprit/collector-webhooks';
import { noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import Fastify from 'fastify';
import { SECRET } from './delivery.ts';

/** What anybody would write first: Fastify, GitHub's own verification, JSON.parse. Nothing is stored. */
const peer = async (): Promise<string> => {
  const hooks = new Webhooks({ secret: SECRET });
  const fastify = Fastify();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.post('/webhooks/github', async (request, reply) => {
    const text = String(request.body);
    if (!(await hooks.verify(text, String(request.headers['x-hub-signature-256'])))) return reply.code(401).send({ error: 'signature' });
    const push = JSON.parse(text) as { after: string };
    return { status: 'accepted', ids: [push.after] };
  });
  return fastify.listen({ port: 0, host: '127.0.0.1' });
};

const open = (where: string): Promise<EventLog> => {
  const world = { logger: silentLogger, metrics: noMetrics, clock: systemClock };
  const [kind = '', ...rest] = where.split(':');
  return kind === 'kafka' ? openKafkaLog({ brokers: [rest.join(':')], clientId: 'bench', ...world }) : openEmbeddedLog({ path: rest.join(':'), ...world });
};

const ours = async (where: string): Promise<string> => {
  const log = await open(where);
  await log.ensureTopics(Object.values(topics));
  const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_GITHUB_SECRETS: SECRET });
  const collector = await startCollector({ log, logger: silentLogger, metrics: noMetrics, clock: systemClock }, config as Parameters<typeof startCollector>[1]);
  return collector.url;
};

const [what = 'peer'] = process.argv.slice(2);
const url = what === 'peer' ? await peer() : await ours(what);
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.send?.({ url });
