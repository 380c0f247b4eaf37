import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openMetrics } from '../world/metrics.js';
import { openAdmin, type AdminServer } from './server.js';
import { Status } from './status.js';

describe('the admin port', () => {
  const { metrics, registry } = openMetrics();
  let status: Status;
  let admin: AdminServer;
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${admin.port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };

  beforeEach(async () => {
    status = new Status(['correlator', 'query-api']);
    admin = await openAdmin({ host: '127.0.0.1', port: 0, status, registry });
  });
  afterEach(() => admin.stop());

  it('is alive before anything is ready', async () => {
    expect(await get('/livez')).toEqual({ status: 200, text: 'alive\n' });
    expect(await get('/readyz')).toEqual({ status: 503, text: 'correlator: not ready, is starting\nquery-api: not ready, is starting\n' });
  });

  it('is ready when every target is, and tells a line and reason of each', async () => {
    status.set('correlator', () => ({ ready: true, reason: 'follows 6 partitions' }));
    expect((await get('/readyz')).status).toBe(503);
    status.set('query-api', () => ({ ready: true, reason: '' }));
    expect(await get('/readyz')).toEqual({ status: 200, text: 'correlator: ready, follows 6 partitions\nquery-api: ready\n' });
    status.drain();
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('correlator: not ready, is stopping') });
  });

  it('gives the metrics of the services and of the process', async () => {
    metrics.counter('culprit_test_total', 'Tests.', ['kind']).add(2, { kind: 'unit' });
    metrics.counter('culprit_test_total', 'Tests.', ['kind']).add(1, { kind: 'unit' });
    metrics.histogram('culprit_test_seconds', 'Time.').observe(0.2);
    metrics.gauge('culprit_test_now', 'Now.').set(7);
    const { status: code, text } = await get('/metrics');
    expect(code).toBe(200);
    expect(text).toContain('culprit_test_total{kind="unit"} 3');
    expect(text).toContain('culprit_test_seconds_bucket{le="0.25"} 1');
    expect(text).toContain('culprit_test_now 7');
    expect(text).toContain('process_resident_memory_bytes');
    expect(() => metrics.gauge('culprit_test_total', 'Not a gauge.')).toThrow('another kind');
  });

  it('answers what it does not have', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/livez', 'POST')).status).toBe(405);
  });
});
