import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './demo/until.js';
import { Children, freePorts, listening, portOf } from './testing/child.js';

const children = new Children();
let directory: string;
const culprit = (args: readonly string[], env: Readonly<Record<string, string>>) => children.start('main.js', args, { DATA_DIR: directory, ...env });

const start = async () => {
  const env = await freePorts();
  const { ADMIN_PORT: admin, QUERY_API_PORT: api, COLLECTOR_WEBHOOKS_PORT: hooks } = env;
  const child = culprit(['start'], env);
  const ready = async () => (child.process.exitCode !== null ? 'ended' : fetch(`http://127.0.0.1:${admin}/readyz`).then(async (response) => (response.ok ? response.text() : ''), () => ''));
  const { answer } = await until(ready, (text) => text !== '', 120_000);
  if (answer === 'ended' || answer === '') throw new Error(`it did not become ready:\n${child.out()}${child.err()}`);
  return { child, admin, api, hooks, readyz: answer };
};

beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'culprit-runner-')); });
afterEach(() => children.end());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the built runner', () => {
  it('runs everything in one process, takes a change, answers for it, drains on SIGTERM, and has it still after the next start', async () => {
    const first = await start();
    for (const target of ['correlator', 'projector', 'query-api', 'collector-k8s', 'collector-otel', 'collector-webhooks']) expect(first.readyz).toMatch(new RegExp(`^${target}: ready`, 'm'));
    const change = { id: 'deploy-1', title: 'Deploy checkout', service: 'checkout', kind: 'deployment', occurredAt: new Date().toISOString() };
    const sent = await fetch(`http://127.0.0.1:${first.hooks}/v1/changes`, { method: 'POST', body: JSON.stringify(change) });
    expect(sent.status).toBe(200);

    const asked = () => culprit(['changes', '--service', 'checkout', '--url', `http://127.0.0.1:${first.api}`], {});
    const { answer } = await until(async () => {
      const child = asked();
      return { code: await child.ended, out: child.out(), err: child.err() };
    }, ({ code, out }) => code === 0 && out.includes('Deploy checkout'), 60_000);
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('checkout  Deploy checkout') });
    const metrics = await (await fetch(`http://127.0.0.1:${first.admin}/metrics`)).text();
    expect(metrics).toContain('process_resident_memory_bytes');

    first.child.process.kill('SIGTERM');
    expect(await first.child.ended).toBe(0);
    expect(first.child.out()).toContain('"message":"culprit stopped"');

    const second = await start();
    const again = culprit(['changes', '--service', 'checkout', '--json', '--url', `http://127.0.0.1:${second.api}`], {});
    expect(await again.ended).toBe(0);
    expect(JSON.parse(again.out())).toHaveLength(1);
    second.child.process.kill('SIGINT');
    expect(await second.child.ended).toBe(0);
  }, 500_000);

  it('refuses a data directory that another one uses, and lets it go when that one was killed', async () => {
    const first = await start();
    const second = culprit(['start'], { ADMIN_PORT: '0', QUERY_API_PORT: '0', COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_OTEL_PORT: '0' });
    expect(await second.ended).toBe(1);
    expect(second.err()).toBe(`The data directory ${directory} (DATA_DIR) is in use by another Culprit (process ${first.child.process.pid}): stop that one, or set DATA_DIR to a directory of this one's own.\n`);
    first.child.process.kill('SIGKILL');
    await first.child.ended;
    const third = await start();
    third.child.process.kill('SIGTERM');
    expect(await third.child.ended).toBe(0);
  }, 500_000);

  it('tells a taken port and its variable before it touches anything', async () => {
    const taken = await listening();
    const child = culprit(['start'], { ADMIN_PORT: '0', COLLECTOR_WEBHOOKS_PORT: '0', COLLECTOR_OTEL_PORT: '0', QUERY_API_PORT: String(portOf(taken)), DATA_DIR: join(directory, 'untouched') });
    expect(await child.ended).toBe(1);
    expect(child.err()).toBe(`Port ${portOf(taken)} is taken by another program: stop it, or set QUERY_API_PORT to a free port.\n`);
    await new Promise((resolve) => taken.close(resolve));
  }, 300_000);

  it('tells every fault of its configuration at once', async () => {
    const child = culprit(['start'], { TARGET: 'correlator', LOG_LEVEL: 'loud', QUERY_API_PORTS: '1' });
    expect(await child.ended).toBe(1);
    expect(child.err()).toMatch(/^Culprit does not start: 3 things are wrong/);
    for (const variable of ['LOG_LEVEL is "loud"', 'QUERY_API_PORTS is not a variable', 'TARGET leaves out']) expect(child.err()).toContain(variable);
  }, 300_000);

  it('ends with 2 for an option that there is not', async () => {
    const child = culprit(['start', '--fast'], {});
    expect(await child.ended).toBe(2);
    expect(child.err()).toContain("culprit: unknown option '--fast'");
  }, 300_000);

  it('replays the story to the two incidents that it tells', async () => {
    const child = culprit(['replay', '--events', join(import.meta.dirname, '../../../e2e/story/story.jsonl')], {});
    expect(await child.ended).toBe(0);
    const incidents = child.out().trim().split('\n').map((line) => JSON.parse(line));
    expect(incidents.map(({ status, suspects }) => [status, suspects[0]?.changeIds])).toEqual([['resolved', ['chg-rest-api-scale', 'chg-rest-api-push']], ['open', undefined]]);
  }, 300_000);
});
