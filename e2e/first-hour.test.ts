import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startListWatchServer, type ListWatchServer } from '@culprit/collector-k8s/testing';
import { freePorts } from '@culprit/kafka/testing';
import { storyAt, type Story } from '@culprit/runner/testing';
import { waitFor } from './harness/wait-for.js';

const root = join(import.meta.dirname, '..');

/** The commands of the page, in its order. */
const commands = async (): Promise<string[]> => [...(await readFile(join(root, 'docs', 'first-hour.md'), 'utf8')).matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, command]) => command ?? '');

/** One shell that lives through all of them, as a person's would. */
class Shell {
  readonly #bash: ChildProcess;
  #out = '';
  #turn = 0;

  constructor(env: Readonly<Record<string, string>>) {
    this.#bash = spawn('bash', ['--norc', '--noprofile'], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    for (const stream of [this.#bash.stdout, this.#bash.stderr]) stream?.on('data', (chunk: Buffer) => { this.#out += chunk.toString(); });
  }

  /** What the command printed, once it has ended well. */
  async run(command: string, limitMs = 300_000): Promise<string> {
    const mark = `__ended_${++this.#turn}__`;
    this.#out = '';
    this.#bash.stdin?.write(`${command}\necho ${mark}$?\n`);
    const status = await waitFor(`the end of: ${command}`, async () => {
      const ended = new RegExp(`${mark}(\\d+)`).exec(this.#out)?.[1];
      if (ended === undefined) throw new Error(`it has printed: ${this.#out}`);
      return ended;
    }, limitMs);
    if (status !== '0') throw new Error(`${command} ended with ${status}: ${this.#out}`);
    return this.#out.replace(new RegExp(`${mark}\\d+\\n`), '');
  }

  async end(): Promise<void> {
    if (this.#bash.exitCode !== null || this.#bash.signalCode !== null || this.#bash.pid === undefined) return;
    // the shell and all that it started
    process.kill(-this.#bash.pid, 'SIGKILL');
    await once(this.#bash, 'close');
  }
}

const post = async (url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> => {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('accepted')]);
};

let home: string;
let cluster: ListWatchServer;
let shell: Shell;
let story: Story;
let ports: Record<string, string>;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'first-hour-'));
  cluster = await startListWatchServer();
  story = storyAt(Math.floor(Date.now() / 1000) * 1000);
  for (const { manifest, write } of story.baseline) cluster.apply(manifest, write);
  await mkdir(join(home, '.kube'));
  await writeFile(join(home, '.kube', 'config'), JSON.stringify({
    apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'c', cluster: { server: cluster.url, 'insecure-skip-tls-verify': true } }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x',
  }));
  const [admin, api, hooks, otel] = (await freePorts(4)).map(String) as [string, string, string, string];
  ports = { ADMIN_PORT: admin, QUERY_API_PORT: api, COLLECTOR_WEBHOOKS_PORT: hooks, COLLECTOR_OTEL_PORT: otel };
  shell = new Shell({ PATH: process.env['PATH'] ?? '', HOME: home, QUERY_API_SECONDS: '60', ...ports });
}, 60_000);
afterAll(async () => {
  await shell.end();
  await cluster.close();
  await rm(home, { recursive: true, force: true });
});

describe('docs/first-hour.md', () => {
  it('leads in at most ten commands to a true answer, with stand-ins for GitHub, the cluster and Datadog', async () => {
    const [setup, where, catalog, github, datadog, start, test, services, incidents, ...more] = await commands();
    expect(more).toEqual([]);
    await shell.run(setup!);
    await shell.run(where!);
    await shell.run(catalog!);

    const added = await shell.run(github!);
    expect(added).toContain(`/webhooks/github/acme`);
    expect(added).toMatch(/this machine/);
    const secret = /^Secret +(\S+)/m.exec(added)?.[1] ?? '';
    const token = /^Token +(\S+)/m.exec(await shell.run(datadog!))?.[1] ?? '';
    expect([secret.length, token.length].every((length) => length >= 43)).toBe(true);

    await shell.run(start!);
    await waitFor('every part to be ready', async () => {
      const answer = await fetch(`http://127.0.0.1:${ports['ADMIN_PORT']}/readyz`);
      if (!answer.ok) throw new Error(await answer.text());
    }, 300_000);
    expect(await shell.run(test!)).toContain('Accepted: ');
    await waitFor('the cluster to be seen', async () => {
      const said = await shell.run(services!);
      for (const name of ['data-processor', 'rest-api', '10/10']) if (!said.includes(name)) throw new Error(`no ${name} in: ${said}`);
    }, 240_000);

    const hooks = `http://127.0.0.1:${ports['COLLECTOR_WEBHOOKS_PORT']}/webhooks`;
    const push = JSON.stringify(story.push.body);
    await post(`${hooks}/github/acme`, push, { 'x-github-event': 'push', 'x-github-delivery': story.push.delivery, 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(push).digest('hex')}` });
    cluster.apply(story.deploy.manifest, story.deploy.write);
    await post(`${hooks}/datadog/acme`, JSON.stringify(story.alert), { authorization: `Bearer ${token}` });

    await waitFor('the answer', async () => {
      const said = await shell.run(incidents!);
      for (const part of ['data-processor', 'rest-api', 'replicas 50 → 5']) if (!said.includes(part)) throw new Error(`no ${part} in: ${said}`);
    }, 240_000);
  }, 1_200_000);
});
