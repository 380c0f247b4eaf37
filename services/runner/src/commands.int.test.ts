import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './demo/until.js';
import { Children, freePorts } from './testing/child.js';

const children = new Children();
let directory: string;
let env: Record<string, string>;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'culprit-commands-'));
  env = { DATA_DIR: join(directory, 'data'), ENDPOINTS_FILE: join(directory, 'endpoints.yaml') };
});
afterEach(() => children.end());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const culprit = async (...args: string[]) => {
  const child = children.start('main.js', args, env);
  return { code: await child.ended, out: child.out(), err: child.err() };
};
const start = async () => {
  env = { ...env, ...(await freePorts()) };
  const child = children.start('main.js', ['start'], env);
  const ready = () => (child.process.exitCode !== null ? Promise.resolve('ended') : fetch(`http://127.0.0.1:${env['ADMIN_PORT']}/readyz`).then(async (response) => (response.ok ? response.text() : ''), () => ''));
  const { answer } = await until(ready, (text) => text !== '', 120_000);
  if (answer === 'ended' || answer === '') throw new Error(`it did not become ready:\n${child.out()}${child.err()}`);
  return child;
};

describe('the commands of an operator', () => {
  it('add an endpoint, try it, read deliveries again, and redrive a dead letter', async () => {
    const added = await culprit('webhook', 'add', 'github', '--name', 'acme', '--environment', 'production');
    expect(added).toMatchObject({ code: 0, err: '' });
    const secret = /^Secret +(\w{64})$/m.exec(added.out)?.[1] ?? '';
    expect(added.out).toContain('Address  http://127.0.0.1:4001/webhooks/github/acme');
    for (const part of ['nobody outside reaches it', 'PUBLIC_URL', 'Settings → Webhooks', 'culprit webhook test github --name acme']) expect(added.out).toContain(part);
    expect(readFileSync(join(directory, 'secrets', 'github-acme'), 'utf8').trim()).toBe(secret);
    env['PUBLIC_URL'] = 'https://culprit.acme.example';
    const datadog = await culprit('webhook', 'add', 'datadog', '--name', 'all');
    const token = /^Token +(\S{43})$/m.exec(datadog.out)?.[1] ?? '';
    expect(datadog.out).toContain(`https://culprit.acme.example/webhooks/datadog/all/${token}`);
    expect(datadog.out).not.toContain('nobody outside');
    for (const part of ['template.json', '"alert_id": "$ALERT_ID"']) expect(datadog.out).toContain(part);
    expect(datadog.out).toContain("The collector has this endpoint's token by now: what the steps say of COLLECTOR_WEBHOOKS_DATADOG_TOKENS is for addresses without a name.");
    expect((await culprit('webhook', 'add', 'pagerduty-changes', '--name', 'ci')).out).toContain('curl https://culprit.acme.example/webhooks/pagerduty-changes/ci/v2/change/enqueue -d');
    expect(await culprit('webhook', 'add', 'github', '--name', 'acme')).toMatchObject({ code: 1, err: expect.stringContaining('github/acme is in') });
    expect(await culprit('webhook', 'add', 'nobody', '--name', 'acme')).toMatchObject({ code: 1, err: expect.stringContaining('There is no provider "nobody"; there are: ') });
    delete env['PUBLIC_URL'];
    // not the usual one: that may be somebody's
    env = { ...env, ...(await freePorts()) };
    expect(await culprit('webhook', 'test', 'github', '--name', 'acme')).toMatchObject({ code: 1, err: expect.stringContaining(`No collector answers at http://127.0.0.1:${env['COLLECTOR_WEBHOOKS_PORT']}`) });

    const running = await start();
    const tried = await culprit('webhook', 'test', 'github', '--name', 'acme');
    expect(tried).toMatchObject({ code: 0, out: expect.stringMatching(/^Accepted: [0-9a-f-]{36}\nChange [0-9a-f-]{36}: A sample push\n {2}environment production/) });
    expect(await culprit('webhook', 'test', 'datadog', '--name', 'all')).toMatchObject({ code: 1, err: expect.stringContaining('--token-file') });
    writeFileSync(join(directory, 'token'), `${token}\n`);
    expect(await culprit('webhook', 'test', 'datadog', '--name', 'all', '--token-file', join(directory, 'token'))).toMatchObject({ code: 0, out: expect.stringMatching(/^Accepted: .*\nAlert .*: .*sample alert/) });
    const broken = '{"ref":7}';
    const sent = await fetch(`http://127.0.0.1:${env['COLLECTOR_WEBHOOKS_PORT']}/webhooks/github/acme`, {
      method: 'POST', body: broken, headers: { 'x-github-event': 'push', 'x-github-delivery': 'd-1', 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(broken).digest('hex')}` },
    });
    expect(((await sent.json()) as { status: string }).status).toBe('dead-lettered');
    expect(await culprit('dlq', 'list')).toMatchObject({ code: 1, err: expect.stringContaining('is in use by another Culprit') });
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);

    expect(await culprit('dlq', 'list')).toMatchObject({ code: 0, out: expect.stringMatching(/^ +0 {2}.* collector-webhooks github\/acme {2}9 bytes\n +ref: /) });
    expect(await culprit('dlq', 'list', '--provider', 'datadog')).toMatchObject({ code: 0, out: 'No dead letters.\n' });
    expect(await culprit('dlq', 'show', '0')).toMatchObject({ code: 0, out: expect.stringMatching(/Key {5}github\/acme\/d-1\n[^]*Header {2}x-github-event: push\n[^]*\{"ref":7\}/) });
    expect(await culprit('dlq', 'show', '9')).toMatchObject({ code: 1, err: expect.stringContaining('There is no dead letter 9') });
    expect(await culprit('dlq', 'redrive')).toMatchObject({ code: 0, out: expect.stringMatching(/^0 {2}stays: not understood: ref: .*\n0 of 1 dead letters were redriven\.\n$/) });
    expect(await culprit('renormalize', '--provider', 'github', '--from', '2026-01-01', '--dry-run')).toMatchObject({ code: 0, out: '1 deliveries: 1 events would be appended, 0 of them of a newer mapping.\n' });
    expect(await culprit('renormalize', '--provider', 'github', '--from', '2026-01-01')).toMatchObject({ code: 0, out: expect.stringContaining('1 events were appended') });
    expect(await culprit('renormalize', '--provider', 'githup', '--from', '2026-01-01')).toMatchObject({ code: 1, err: expect.stringContaining('There is no provider "githup"') });
    expect(await culprit('renormalize', '--provider', 'github', '--from', 'yesterday')).toMatchObject({ code: 2 });
  }, 500_000);
});
