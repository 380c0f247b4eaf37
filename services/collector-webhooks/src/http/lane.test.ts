import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { providers } from '../providers/index.js';
import { configuration, githubHeaders, startRig, type Rig } from '../testing/rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig(configuration);
});
afterAll(() => rig.stop());

const push = JSON.stringify(providers.find(({ name }) => name === 'github')!.sample('2026-01-15T10:00:00.000Z').body);
const ping = '{"zen":"x"}';

describe('the plain way in', () => {
  it.each([
    ['a push', 'github', push, githubHeaders(push)],
    ['a ping', 'github/eu', ping, githubHeaders(ping, 'ping')],
    ['what cannot be understood', 'github', '{"ref', githubHeaders('{"ref')],
    ['a foreign signature', 'github', push, { ...githubHeaders(push), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['nothing at all', 'github', '', githubHeaders('')],
    ['a provider that is not configured', 'pagerduty', push, {}],
    ['a token in the address', 'datadog/all/wrong', '{}', {}],
    ['a body beyond the limit of strangers', 'pagerduty', 'x'.repeat(70_000), {}],
  ])('answers %s as the frame does', async (_, path, body, headers) => {
    // an address with a query is the frame's
    const [plain, framed] = [await rig.post(`/webhooks/${path}`, body, headers), await rig.post(`/webhooks/${path}?x=1`, body, headers)];
    expect([plain.status, plain.body, plain.headers.get('content-type')]).toEqual([framed.status, framed.body, framed.headers.get('content-type')]);
  });

  it('counts a sender that leaves in the middle, and goes on', async () => {
    const { port } = new URL(rig.collector.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /webhooks/github HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half":');
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    for (let tries = 0; tries < 400 && rig.metrics.of('culprit_webhook_rejected_total', { provider: 'github', reason: 'aborted' }) === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(rig.metrics.of('culprit_webhook_rejected_total', { provider: 'github', reason: 'aborted' })).toBe(1);
    expect((await rig.post('/webhooks/github', push, githubHeaders(push))).status).toBe(200);
  });

  it('keeps the connection for the next delivery', async () => {
    const { port } = new URL(rig.collector.url);
    const socket = connect(Number(port), '127.0.0.1');
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString()));
    const head = Object.entries({ ...githubHeaders(ping, 'ping'), host: 'x', 'content-length': String(ping.length) }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    for (let nth = 1; nth <= 3; nth++) {
      socket.write(`POST /webhooks/github HTTP/1.1\r\n${head}\r\n${ping}`);
      for (let tries = 0; tries < 400 && heard.split('HTTP/1.1 200').length <= nth; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    socket.destroy();
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });
});
