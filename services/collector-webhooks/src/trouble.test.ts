import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { LogUnavailable, RecordTooLarge, type EventLog } from '@culprit/ports';
import { bearer, configuration, githubHeaders, recordsOf, startRig } from './testing/rig.js';

const change = JSON.stringify({ id: 'c', service: 'checkout', occurredAt: '2026-01-15T10:00:00Z' });

/** The real log, but for appends of what `which` picks. */
const failing = (log: EventLog, which: () => Error | undefined): EventLog => new Proxy(log, {
  get: (target, key: keyof EventLog) => {
    if (key !== 'append') return target[key].bind(target);
    return (records: Parameters<EventLog['append']>[0]) => {
      const error = which();
      return error === undefined ? target.append(records) : Promise.reject(error);
    };
  },
});

describe('when the log does not take it', () => {
  it('503 with Retry-After, not ready with the reason, and as before once it does', async () => {
    let away: Error | undefined;
    const rig = await startRig(configuration, (log) => failing(log, () => away));
    try {
      away = new LogUnavailable('no broker answers');
      const body = '{"zen":"x"}';
      for (const answer of [await rig.post('/webhooks/github', body, githubHeaders(body, 'ping')), await rig.post('/v1/changes', change, { ...bearer, 'idempotency-key': 'k' })]) {
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      }
      expect(rig.collector.readiness()).toEqual({ ready: false, reason: expect.stringContaining('no broker answers') });
      expect(rig.metrics.of('culprit_webhook_deliveries_total', { provider: 'github', outcome: 'unavailable' })).toBe(1);
      away = undefined;
      expect((await rig.post('/v1/changes', change, { ...bearer, 'idempotency-key': 'k' })).status).toBe(200);
      expect(rig.collector.readiness().ready).toBe(true);
      away = new RecordTooLarge('t', 2, 1);
      expect((await rig.post('/v1/changes', change, bearer)).status).toBe(413);
    } finally {
      await rig.stop();
    }
  });
});

describe('a disk that was full', () => {
  it('is tried by the collector itself: it is ready again before anybody sends', async () => {
    let away: Error | undefined;
    const rig = await startRig(configuration, (log) => failing(log, () => away));
    try {
      away = new LogUnavailable('the disk has 0 bytes free');
      expect((await rig.post('/v1/changes', change, bearer)).status).toBe(503);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(rig.collector.readiness()).toEqual({ ready: false, reason: expect.stringContaining('0 bytes free') });
      away = undefined;
      for (let tries = 0; tries < 600 && !rig.collector.readiness().ready; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(rig.collector.readiness().ready).toBe(true);
    } finally {
      await rig.stop();
    }
  }, 60_000);
});

describe('a port that is taken', () => {
  it('is said in words', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    await expect(startRig({ ...configuration, COLLECTOR_WEBHOOKS_PORT: String(port) })).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`);
    await new Promise((resolve) => holder.close(resolve));
  });
});

describe('coverage', () => {
  it('says of every configured provider when it was last heard, also after a restart', async () => {
    let rig = await startRig();
    const reports = async () => {
      const records = await recordsOf(rig.log, topics.coverage.name);
      return new Map(records.map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>).map((report) => [`${String(report['source'])}/${String(report['instance'])}`, report]));
    };
    const body = '{"zen":"x"}';
    await rig.post('/webhooks/github/eu', body, githubHeaders(body, 'ping'));
    rig = await rig.again();
    await rig.post('/webhooks/github', body, githubHeaders(body, 'ping'));
    await rig.collector.stop();
    const told = await reports();
    expect([...told.keys()].sort()).toEqual(['datadog/default', 'github/default', 'github/eu']);
    expect(told.get('github/eu')).toHaveProperty('lastEventAt');
    expect(told.get('github/default')).toHaveProperty('lastEventAt');
    expect(told.get('datadog/default')).not.toHaveProperty('lastEventAt');
    expect(told.get('datadog/default')).toHaveProperty('since');
    await rig.stop();
  });

  it('says within seconds that a provider was heard for the first time', async () => {
    const rig = await startRig();
    const heard = async (): Promise<boolean> => (await recordsOf(rig.log, topics.coverage.name)).some(({ value }) => {
      const report = JSON.parse(String(value)) as Record<string, unknown>;
      return report['source'] === 'github' && report['lastEventAt'] !== undefined;
    });
    const body = '{"zen":"x"}';
    await rig.post('/webhooks/github', body, githubHeaders(body, 'ping'));
    expect(await heard()).toBe(false);
    for (const late = Date.now() + 20_000; Date.now() < late && !(await heard()); ) await sleep(100);
    expect(await heard()).toBe(true);
    await rig.stop();
  }, 30_000);
});
