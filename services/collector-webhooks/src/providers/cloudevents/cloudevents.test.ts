import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from '../../testing/rig.js';
import { normalize } from './normalize.js';
import { Settings } from './schema.js';
import { fits, wordAt } from './told.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, headers: Record<string, string> = {}, settings: object = {}) => normalize({ headers, body, endpoint: undefined, receivedAt, settings: Settings.parse(settings) });
const told = (type: string, data: unknown, more: object = {}) => ({ specversion: '1.0', id: '1', source: '/acme', type, time: '2026-01-15T10:00:00Z', data, ...more });

describe('modes', () => {
  const data = { service: 'checkout', title: 'Pool 50 → 5', kind: 'config' };
  it('mean the same, binary or structured, data packed or not', () => {
    const binary = say(data, { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/acme', 'ce-type': 'culprit.change', 'ce-time': '2026-01-15T10:00:00Z' });
    const { data: _, ...attributes } = told('culprit.change', undefined);
    expect(binary).toMatchObject({ is: 'ok', events: [{ event: { services: ['checkout'], occurredAt: '2026-01-15T10:00:00.000Z' } }] });
    for (const body of [told('culprit.change', data), told('culprit.change', JSON.stringify(data)), { ...attributes, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') }]) {
      expect(say(body)).toEqual(binary);
    }
  });

  it('carry percent-encoded attributes in headers', () => {
    const answer = say({}, { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/acme', 'ce-type': 'com.acme.changed', 'ce-subject': 'caf%C3%A9 100%25' });
    expect(answer).toMatchObject({ events: [{ event: { title: 'com.acme.changed: café 100%' } }] });
  });

  it('refuse a batch with one fault in it whole, and name it', () => {
    expect(say([told('culprit.change', data), told('culprit.change', { ...data, kind: 'rocket' })])).toMatchObject({ is: 'reject', reason: expect.stringContaining('event 1: kind') });
    expect(say([told('culprit.change', data), { specversion: '1.0' }])).toMatchObject({ is: 'reject', reason: expect.stringContaining('event 1') });
  });
});

describe('our own events', () => {
  it('are named by the CloudEvent where they have no id, and keep theirs where they have', () => {
    const [a, b, own] = [told('culprit.change', { service: 'a' }), told('culprit.change', { service: 'b' }), told('culprit.change.deployment.succeeded', { id: 'mine', service: 'a' })].map((body) => {
      const answer = say(body);
      return answer.is === 'ok' ? answer.events[0]?.event.id : answer.reason;
    });
    expect([a === b, own]).toEqual([true, 'mine']);
  });

  it('leave it to the door where an alert belongs that does not say', () => {
    const answer = say(told('culprit.alert', { service: 'checkout' }));
    expect(answer).toMatchObject({ is: 'ok', events: [{ kind: 'alert', event: { status: 'firing', startsAt: '2026-01-15T10:00:00.000Z' } }] });
    expect(answer.is === 'ok' && answer.events[0]?.event.environment).toBeUndefined();
    expect(say(told('culprit.alert', { service: 'checkout', environment: 'staging' }))).toMatchObject({ events: [{ event: { environment: 'staging' } }] });
  });
});

describe('a rule', () => {
  it('fits a type by what stands between its stars', () => {
    expect([fits('com.acme.*', 'com.acme.deploy'), fits('*', 'x'), fits('a*b*c', 'a.b.c'), fits('a*a', 'a'), fits('com.acme', 'com.acme.x'), fits('*.finished', 'deploy.started')]).toEqual([true, true, true, false, false, false]);
  });

  it('with a key makes the phases of one thing one change', () => {
    const rules = [{ type: '*.started', as: 'deployment', phase: 'started', key: 'data.run' }, { type: '*.done', as: 'deployment', key: 'data.run' }];
    const ids = [told('deploy.started', { run: 7 }), told('deploy.done', { run: 7 }, { id: '2' }), told('deploy.done', { run: 8 }, { id: '3' })].map((body) => {
      const answer = say(body, {}, { rules });
      return answer.is === 'ok' ? answer.events[0]?.event.id : undefined;
    });
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  it('reads no farther than the data has names of its own', () => {
    const event = { ...told('x', { a: { b: 1 } }), data: { a: { b: 1 } } };
    expect([wordAt(event, 'data.a.b'), wordAt(event, 'data.constructor.name'), wordAt(event, 'data.a.b.c'), wordAt(event, '')]).toEqual(['1', undefined, undefined, undefined]);
  });
});

describe('over HTTP', () => {
  const token = 'c0ffee00c0ffee00';
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_WEBHOOKS_CLOUDEVENTS_TOKENS: token });
  });
  afterAll(() => rig.stop());
  const options = (headers: Record<string, string>) => fetch(`${rig.collector.url}/cloudevents`, { method: 'OPTIONS', headers });

  it('greets who asks before sending, and nobody else', async () => {
    const welcome = await options({ 'webhook-request-origin': 'eventemitter.example.com' });
    expect([welcome.status, welcome.headers.get('webhook-allowed-origin'), welcome.headers.get('webhook-allowed-rate')]).toEqual([200, 'eventemitter.example.com', '*']);
    expect((await options({})).status).toBe(405);
  });

  it('takes the token as access_token in the address, and no other', async () => {
    const body = JSON.stringify(told('culprit.change', { service: 'checkout' }));
    const headers = { 'content-type': 'application/cloudevents+json' };
    const statuses = [`?access_token=${token}`, '?access_token=other', '', `?access_token=${token}&access_token=${token}`].map(async (query) => (await rig.post(`/cloudevents${query}`, body, headers)).status);
    expect(await Promise.all(statuses)).toEqual([200, 401, 401, 401]);
  });
});
