import { describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { LogUnavailable, silentLogger, systemClock, type EventLog, type NewRecord, type Spool } from '@culprit/ports';
import { Config, type Config as Configuration } from './config.js';
import { startCollector } from './service.js';
import { countingMetrics } from './testing/counting.js';
import { bearer, configuration, githubHeaders, postTo } from './testing/rig.js';

const change = JSON.stringify({ id: 'c', service: 'checkout', occurredAt: '2026-01-15T10:00:00Z' });
const ping = '{"zen":"x"}';

/** A log that cannot be reached at all. */
const away = new Proxy({} as EventLog, { get: (_, name) => (name === 'then' ? undefined : () => Promise.reject(new LogUnavailable('no broker answers'))) });

describe('with a spool, while the log is away', () => {
  it('starts, takes everything under the name of its endpoint, and says how it stands', async () => {
    const taken: { order: string; records: readonly NewRecord[] }[] = [];
    const is = { refused: false };
    const spool: Spool = {
      append: async (records, order) => {
        if (is.refused) throw new LogUnavailable('Kafka is away and the spool takes nothing: it is full');
        taken.push({ order, records });
      },
      state: () => ({ takes: !is.refused, sentence: 'Kafka does not acknowledge in time since noon; 3 records wait in the spool.' }),
    };
    const collector = await startCollector({ log: away, spool, clock: systemClock, logger: silentLogger, metrics: countingMetrics() }, Config.parse(configuration) as Configuration);
    try {
      const post = (path: string, body: string, headers: Readonly<Record<string, string>>) => postTo(`${collector.url}${path}`, body, headers);
      const wrong = { ...githubHeaders('not json', 'push') };
      const answers = [
        await post('/webhooks/github/eu', ping, githubHeaders(ping, 'ping')), await post('/webhooks/github', ping, githubHeaders(ping, 'ping')),
        await post('/webhooks/github/eu', 'not json', wrong), await post('/v1/changes', change, bearer),
      ];
      expect(answers.map(({ status, body }) => [status, body['status']])).toEqual([[200, 'skipped'], [200, 'skipped'], [200, 'dead-lettered'], [200, undefined]]);
      const shown = taken.map(({ order, records }) => [order, ...records.map(({ topic }) => topic)]);
      expect(shown[0]?.[0]).toBe('coverage');
      expect(shown.slice(1)).toEqual([
        ['github/eu', topics.deliveries.name], ['github', topics.deliveries.name], ['github/eu', topics.dlq.name], ['v1', topics.deliveries.name, topics.changes.name],
      ]);
      expect(collector.readiness()).toEqual({ ready: true, reason: expect.stringContaining('3 records wait in the spool.') });

      is.refused = true;
      const refused = await post('/webhooks/github', ping, githubHeaders(ping, 'ping'));
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
      expect(collector.readiness()).toEqual({ ready: false, reason: expect.stringContaining('the spool takes nothing: it is full') });
      is.refused = false;
      expect((await post('/webhooks/github', ping, githubHeaders(ping, 'ping'))).status).toBe(200);
      expect(collector.readiness().ready).toBe(true);
    } finally {
      await collector.stop();
    }
    expect(taken.at(-1)?.order).toBe('coverage');
  });
});
