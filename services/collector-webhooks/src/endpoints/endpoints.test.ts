import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import type { Logger } from '@culprit/ports';
import { hashed } from '../provider/signature.js';
import { providers } from '../providers/index.js';
import { bodyOf, configuration, recordsOf, signature, startRig, type Rig } from '../testing/rig.js';

const TOKEN = 'b7a9c1d2e3f40516273849a0b1c2d3e4';
let folder: string;
let file: string;
let rig: Rig | undefined;
const logged: string[] = [];
const note = (message: string, fields?: unknown): void => void logged.push(JSON.stringify([message, fields]));
const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-endpoints-'));
  file = join(folder, 'endpoints.yaml');
});
afterEach(() => rig?.stop());
afterAll(() => rm(folder, { recursive: true }));

const start = async (text: string, config: Record<string, string> = {}): Promise<Rig> => {
  await writeFile(file, text);
  rig = await startRig({ ...configuration, ENDPOINTS_FILE: file, ...config }, undefined, { variable: (name) => (name === 'ACME_SECRET' ? 'acme' : undefined), logger });
  return rig;
};
const push = (secret: string, over: object = {}): [string, Record<string, string>] => {
  const sample = providers.find(({ name }) => name === 'github')!.sample('2026-01-15T10:00:00.000Z');
  const body = JSON.stringify({ ...(sample.body as object), ...over });
  return [body, { ...sample.headers, 'x-hub-signature-256': signature(body, secret) }];
};
const alert = (over: object = {}): string => JSON.stringify({ ...(providers.find(({ name }) => name === 'datadog')!.sample('2026-01-15T10:00:00.000Z').body as object), ...over });
const last = async (topic: string): Promise<Record<string, unknown>> => JSON.parse(String((await recordsOf(rig!.log, topic)).at(-1)?.value)) as Record<string, unknown>;
const until = async (good: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000 && !good(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(good()).toBe(true);
};

describe('an endpoint of the file', () => {
  it('takes what its own secrets sign, and nothing else; other names are as the variable has them', async () => {
    const { post } = await start('- {provider: github, name: acme, secrets: [{env: ACME_SECRET}]}\n', { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: 'plain' });
    const status = async (path: string, secret: string): Promise<number> => (await post(path, ...push(secret))).status;
    expect(await Promise.all([status('/webhooks/github/acme', 'acme'), status('/webhooks/github/acme', 'plain'), status('/webhooks/github/acme', 'other')])).toEqual([200, 401, 401]);
    expect(await Promise.all([status('/webhooks/github', 'plain'), status('/webhooks/github/eu', 'plain'), status('/webhooks/github', 'acme'), status('/webhooks/github/eu', 'acme')])).toEqual([200, 200, 401, 401]);
  });

  it('of change events is at the address that plugins make of it', async () => {
    const { post } = await start(`- {provider: pagerduty-changes, name: ci, secrets: [{hash: "${hashed(TOKEN)}"}], settings: {service: checkout}}\n`);
    const event = (key: string): string => JSON.stringify({ routing_key: key, payload: { summary: 'Deployed checkout 1.42', timestamp: '2026-01-15T10:00:00Z', source: 'ci' } });
    const path = '/webhooks/pagerduty-changes/ci/v2/change/enqueue';
    expect([(await post(path, event(TOKEN))).status, (await post(path, event('other'))).status]).toEqual([202, 401]);
    expect(await last(topics.changes.name)).toMatchObject({ services: ['checkout'], title: 'Deployed checkout 1.42' });
  });

  it('is known by its token at an address that names none', async () => {
    const endpoint = (name: string, token: string): string => `- {provider: cloudevents, name: ${name}, secrets: [{hash: "${hashed(token)}"}], environment: ${name}, maxBytes: 200000}\n`;
    const { post } = await start(endpoint('staging', TOKEN) + endpoint('production', `${TOKEN}2`) + `- {provider: pagerduty-changes, name: ci, secrets: [{hash: "${hashed(TOKEN)}"}]}\n`, { COLLECTOR_WEBHOOKS_CLOUDEVENTS_TOKENS: 'plain' });
    const sample = providers.find(({ name }) => name === 'cloudevents')!.sample('2026-01-15T10:00:00.000Z');
    const send = async (token: string, over = {}) => (await post('/cloudevents', JSON.stringify({ ...(sample.body as object), ...over }), { ...sample.headers, authorization: `Bearer ${token}` })).status;
    expect([await send(TOKEN), await send(`${TOKEN}2`), await send('plain'), await send('other'), await send('')]).toEqual([200, 200, 200, 401, 401]);
    expect(await send(TOKEN, { padding: 'x'.repeat(150_000) })).toBe(200);
    expect((await recordsOf(rig!.log, topics.deliveries.name)).map(({ headers }) => headers['ce_source'])).toEqual(expect.arrayContaining(['cloudevents/staging', 'cloudevents/production', 'cloudevents']));
    const event = (key: string): string => JSON.stringify({ routing_key: key, payload: { summary: 'Deployed checkout 1.42', timestamp: '2026-01-15T10:00:00Z', source: 'ci' } });
    expect([(await post('/v2/change/enqueue', event(TOKEN))).status, (await post('/v2/change/enqueue', event('other'))).status]).toEqual([202, 401]);
  });

  it('is all there is where no variable is set, and that is said', async () => {
    const { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: _, ...none } = configuration;
    await writeFile(file, '- {provider: github, name: acme, secrets: [{env: ACME_SECRET}]}\n');
    rig = await startRig({ ...none, ENDPOINTS_FILE: file }, undefined, { variable: () => 'acme', logger });
    expect((await rig.post('/webhooks/github/acme', ...push('acme'))).status).toBe(200);
    for (const path of ['/webhooks/github', '/webhooks/github/eu']) {
      const answer = await rig.post(path, ...push('acme'));
      expect([answer.status, answer.body['error']]).toEqual([401, expect.stringMatching(/not configured here.*COLLECTOR_WEBHOOKS_GITHUB_SECRETS/)]);
    }
    expect(rig.collector.readiness()).toMatchObject({ ready: true, reason: expect.not.stringContaining('github') });
  });

  it('takes no delivery where it has no secret and only asks', async () => {
    const { post } = await start('- {provider: github, name: acme, reconcile: {api: "http://127.0.0.1:1", every: 86400}}\n', { COLLECTOR_WEBHOOKS_GITHUB_SECRETS: 'plain' });
    expect(await Promise.all(['plain', '', 'undefined'].map(async (secret) => (await post('/webhooks/github/acme', ...push(secret))).status))).toEqual([401, 401, 401]);
    expect((await post('/webhooks/github', ...push('plain'))).status).toBe(200);
  });

  it('says in which environment and of which service its events are', async () => {
    const { post } = await start(`
- {provider: github, name: acme, secrets: [{env: ACME_SECRET}], environment: prd, services: {"acme/*": other, acme/checkout-api: checkout}}
- {provider: datadog, name: live, secrets: [{hash: "${hashed(TOKEN)}"}], environment: staging, services: {"datadog:monitor/77": cart}}
`);
    await post('/webhooks/github/acme', ...push('acme'));
    expect(await last(topics.changes.name)).toMatchObject({ environment: 'production', services: ['checkout'], entities: ['acme/checkout-api'] });
    const authorization = `Bearer ${TOKEN}`;
    await post('/webhooks/datadog/live', alert({ alert_id: '77', tags: '', alert_scope: '', event_title: 'A' }), { authorization });
    expect(await last(topics.alerts.name)).toMatchObject({ environment: 'staging', service: 'cart' });
    await post('/webhooks/datadog/live', alert(), { authorization });
    expect(await last(topics.alerts.name)).toMatchObject({ environment: 'production', entities: expect.arrayContaining(['service:checkout']) });
    await rig?.collector.stop();
    const told = (await recordsOf(rig!.log, topics.coverage.name)).map(({ key }) => key);
    expect(told).toEqual(expect.arrayContaining([expect.stringMatching(/github.*acme/), expect.stringMatching(/datadog.*live/)]));
  });

  it('knows a token kept as its hash: in a header, as the password of basic, in the path, in the query; and nobody hears of it', async () => {
    const { post, log } = await start(`- {provider: datadog, name: acme, secrets: [{hash: "${hashed(TOKEN)}"}]}\n`);
    const basic = `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}`;
    const answers = [
      await post('/webhooks/datadog/acme', alert(), { authorization: `Bearer ${TOKEN}` }), await post('/webhooks/datadog/acme', alert(), { authorization: basic }),
      await post(`/webhooks/datadog/acme/${TOKEN}`, alert()), await post(`/webhooks/datadog/acme?token=${TOKEN}`, alert()),
      await post(`/webhooks/datadog/acme?auth_token=${TOKEN}`, alert()), await post(`/webhooks/datadog/acme?access_token=${TOKEN}`, alert()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const no = [
      await post('/webhooks/datadog/acme', alert()), await post(`/webhooks/datadog/acme/${hashed(TOKEN)}`, alert()), await post(`/webhooks/datadog/acme/${TOKEN.slice(1)}0`, alert()),
      await post(`/webhooks/datadog/acme/${TOKEN}/more`, alert()), await post(`/webhooks/nobody/acme/${TOKEN}`, alert()), await post(`/webhooks/datadog/acme/${TOKEN}%E0`, alert()),
      await post(`/webhooks/datadog/a%2Fb/${TOKEN}`, alert()), await post(`/${TOKEN}`, alert()), await post(`/webhooks/datadog/acme/${TOKEN}`, '{', { 'content-length': '1' }),
      await post(`/webhooks/datadog/acme/${TOKEN}`, alert(), { 'content-encoding': 'gzip' }), await post(`/webhooks/datadog/acme/${TOKEN.repeat(9)}`, alert()),
    ];
    expect(no.map(({ status }) => status)).toEqual([401, 401, 401, 404, 404, 400, 404, 404, 200, 400, 414]);
    const kept = (await Promise.all(Object.values(topics).map(({ name }) => recordsOf(log, name)))).flat().map((record) => JSON.stringify([record.key, record.headers]) + bodyOf(record));
    for (const text of [...logged, ...kept, JSON.stringify([...answers, ...no].map(({ body }) => body)), rig?.collector.readiness().reason]) expect(text).not.toContain(TOKEN);
  });

  it('reads any sender\'s JSON by the mapping that it says, also a large one', async () => {
    const { post } = await start(`
- provider: json
  name: ci
  secrets: [{hash: "${hashed(TOKEN)}"}]
  settings:
    alerts: '$match(text, /^(\\w+) burns/) ? {"fingerprint": $match(text, /^(\\w+) burns/).groups[0], "startsAt": $instant(at), "title": text}'
`);
    const authorization = `Bearer ${TOKEN}`;
    for (const padding of ['', 'x'.repeat(100_000)]) {
      const answer = await post('/webhooks/json/ci', JSON.stringify({ text: 'checkout burns', at: 1_768_471_200, padding }), { authorization });
      expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
    }
    expect(await last(topics.alerts.name)).toMatchObject({ fingerprint: 'json:ci:checkout', startsAt: '2026-01-15T10:00:00.000Z', title: 'checkout burns', source: { provider: 'json', instance: 'ci' } });
    expect((await post('/webhooks/json/ci', '{"text":"all is well"}', { authorization })).body).toEqual({ status: 'skipped', reason: 'the mapping makes no event of it' });
  });

  it('hears what Prometheus posts to an Alertmanager behind a path', async () => {
    const { post } = await start(`- {provider: alertmanager, name: eu, secrets: [{hash: "${hashed(TOKEN)}"}], environment: production}\n`);
    const body = JSON.stringify([{ labels: { alertname: 'Down', job: 'shop' }, annotations: {}, startsAt: '2026-01-15T10:00:00Z', endsAt: '2100-01-15T10:00:00Z' }]);
    expect([(await post('/webhooks/alertmanager/eu/api/v2/alerts', body)).status, (await post('/webhooks/alertmanager/eu/api/v2/alerts', body, { authorization: `Bearer ${TOKEN}` })).status]).toEqual([401, 200]);
    expect(await last(topics.alerts.name)).toMatchObject({ status: 'firing', environment: 'production', source: { instance: 'eu' } });
  });

  it('has a largest body of its own, smaller or larger than its provider\'s', async () => {
    const { post } = await start(`
- {provider: datadog, name: small, secrets: [{hash: "${hashed(TOKEN)}"}], maxBytes: 2000}
- {provider: datadog, name: large, secrets: [{hash: "${hashed(TOKEN)}"}], maxBytes: 3000000}
`);
    const status = async (name: string, size: number): Promise<number> => (await post(`/webhooks/datadog/${name}/${TOKEN}`, alert({ padding: 'x'.repeat(size) }))).status;
    expect([await status('small', 100), await status('small', 2000), await status('large', 2_000_000), await status('large', 3_000_000)]).toEqual([200, 413, 200, 413]);
  });

  it('keeps a sender waiting instead of losing it while its secret is changed', async () => {
    const at = (offset: number): string => new Date(Date.now() + offset).toISOString();
    const { post, metrics } = await start(`
- {provider: github, name: now, secrets: [{env: ACME_SECRET}], rotatingUntil: "${at(60_000)}"}
- {provider: github, name: over, secrets: [{env: ACME_SECRET}], rotatingUntil: "${at(-60_000)}"}
`);
    const answer = await post('/webhooks/github/now', ...push('the old one'));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    expect((await post('/webhooks/github/now', ...push('acme'))).status).toBe(200);
    expect((await post('/webhooks/github/over', ...push('the old one'))).status).toBe(401);
    expect(metrics.of('culprit_webhook_rejected_total', { provider: 'github', reason: 'rotating' })).toBe(1);
  });
});

describe('the file', () => {
  it('is read again when it changes, or a secret that it names; a fault leaves what was and is told', async () => {
    await writeFile(join(folder, 'secret'), 'one');
    const { post, collector, metrics } = await start('- {provider: github, name: acme, secrets: [{file: secret}]}\n');
    const status = async (name: string, secret: string): Promise<number> => (await post(`/webhooks/github/${name}`, ...push(secret))).status;
    const read = (): number => logged.filter((line) => line.includes('were read again')).length;
    expect(await status('acme', 'one')).toBe(200);

    let before = read();
    await writeFile(join(folder, 'secret'), 'two');
    await until(() => read() > before);
    expect([await status('acme', 'one'), await status('acme', 'two')]).toEqual([401, 200]);

    await writeFile(file, '- {provider: github, name: acme, secrets: [{file: secret}]}\n- {provider: nobody, name: x, secrets: [{file: secret}]}\n');
    await until(() => collector.readiness().reason.includes('there is no nobody'));
    expect(collector.readiness()).toMatchObject({ ready: true, reason: expect.stringContaining('The endpoints are those from before') });
    expect(logged.at(-1)).toContain('there is no nobody');
    expect(metrics.last('culprit_webhook_endpoints_faulty')).toBe(1);
    expect(await status('acme', 'two')).toBe(200);

    before = read();
    await writeFile(file, '- {provider: github, name: other, secrets: [{file: secret}]}\n');
    await until(() => read() > before);
    expect(collector.readiness().reason).not.toContain('from before');
    expect(metrics.last('culprit_webhook_endpoints_faulty')).toBe(0);
    expect([await status('other', 'two'), await status('acme', 'two')]).toEqual([200, 401]);
  });

  it('that is faulty refuses the start, with file, line and path', async () => {
    rig = undefined;
    await expect(start('- {provider: github, name: acme, secrets: [{env: NOWHERE}]}\n')).rejects.toThrow(/endpoints\.yaml, line 1, \[0\]\.secrets\[0\]: the variable NOWHERE is not set/);
    await expect(start('- {provider: json, name: ci, secrets: [{env: ACME_SECRET}], settings: {alerts: "a ~> ("}}\n')).rejects.toThrow(/endpoints\.yaml, line 1, \[0\]\.settings\.alerts: not an expression that we take: .*\(at character 6\)/);
    rig = undefined;
  });
});
