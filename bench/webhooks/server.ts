// One server of the comparison, a process of its own: `peer`, or ours (`kept`, `events` without the delivery record, `single` with one produce a request) on
// `embedded:<directory>` or `kafka:<host:port>`. Talks with the bench by IPC.
import { join } from 'node:path';
import { Webhooks } from '@octokit/webhooks';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { openKafkaLog } from '@culprit/kafka';
import { Config, startCollector } from '@culprit/collector-webhooks';
import { noMetrics, partitionOf, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import Fastify from 'fastify';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
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

const world = { logger: silentLogger, metrics: noMetrics, clock: systemClock };

const open = (where: string, what: string): Promise<EventLog> => {
  const [kind = '', ...rest] = where.split(':');
  // Each server has a file of its own: none waits for another's transactions.
  return kind === 'kafka' ? openKafkaLog({ brokers: [rest.join(':')], clientId: 'bench', ...world }) : openEmbeddedLog({ path: join(rest.join(':'), `${what}.sqlite`), ...world });
};

/** The same log, but each append travels alone: a produce of kafkajs as its documentation has it, or a transaction. */
const alone = async (log: EventLog, where: string): Promise<EventLog> => {
  if (!where.startsWith('kafka:')) {
    let last: Promise<unknown> = Promise.resolve();
    const append: EventLog['append'] = (records) => {
      const written = last.then(() => log.append(records));
      last = written.catch(() => undefined);
      return written;
    };
    return Object.assign(Object.create(log) as EventLog, { append });
  }
  const partitions = new Map(Object.values(topics).map((topic) => [topic.name, topic.partitions]));
  const producer = new Kafka({ brokers: [where.slice('kafka:'.length)], logLevel: logLevel.NOTHING }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const append: EventLog['append'] = async (records) => {
    const byTopic = Map.groupBy(records, ({ topic }) => topic);
    const topicMessages = [...byTopic].map(([topic, some]) => ({
      topic,
      messages: some.map(({ key, value, headers, partitionKey }) => ({
        key, value: value === null || typeof value === 'string' ? value : Buffer.from(value), headers: { ...headers }, partition: partitionOf(partitionKey, partitions.get(topic) ?? 1),
      })),
    }));
    await producer.sendBatch({ acks: -1, topicMessages });
    return [];
  };
  return Object.assign(Object.create(log) as EventLog, { append });
};

const ours = async (what: string, where: string): Promise<string> => {
  const opened = await open(where, what);
  await opened.ensureTopics(Object.values(topics));
  const log = what === 'single' ? await alone(opened, where) : opened;
  const config = Config.parse({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_GITHUB_SECRETS: SECRET, COLLECTOR_WEBHOOKS_KEEP_DELIVERIES: String(what !== 'events') });
  const collector = await startCollector({ log, ...world }, config as Parameters<typeof startCollector>[1]);
  return collector.url;
};

const [what = 'peer', where = ''] = process.argv.slice(2);
const url = what === 'peer' ? await peer() : await ours(what, where);
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.send?.({ url });
