import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './client/ask.js';
import { until } from './demo/until.js';
import { Children, freePorts } from './testing/child.js';

const long = process.env['CULPRIT_LONG'] === '1';
/** How long it is asked, and then watched. */
const [ASKED_MS, WATCHED_MS] = long ? [300_000, 120_000] : [15_000, 30_000];
/** Longer than the engine waits before it gives back what it holds. */
const QUIET_MS = 20_000;

const children = new Children();
let directory: string;
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'culprit-idle-')); });
afterAll(async () => {
  await children.end();
  rmSync(directory, { recursive: true, force: true });
});

const questions = [
  '{ incidents { nodes { id headline suspects { probability reasons { sentence } change { title diff { path before after } } linked { title } } alerts { id labels } } } }',
  '{ services { nodes { name health healthReasons replicas { desired ready } lastChange { title } openIncidents { id } dependencies { to } } } }',
  '{ service(name: "data-processor") { health timeline(related: 2) { edges { at node { __typename } } } } }',
  '{ changes(filter: { scope: { services: ["rest-api"], related: 4 } }) { nodes { id title linked { id } } } }',
  '{ alerts { nodes { id } } timelineBuckets(scope: {}) { changes } unmapped { nodes { entity } } }',
];

describe('all of it in one process, when nothing happens', () => {
  it('takes at most 2 % of a core and 450 MB, also after it was asked many questions', async () => {
    const ports = await freePorts();
    const child = children.start('main.js', ['start'], { ...ports, DATA_DIR: directory });
    const ready = () => (child.process.exitCode === null ? fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/readyz`).then(({ ok }) => ok, () => false) : true);
    expect(await until(ready, (is) => is, 60_000)).toMatchObject({ met: true });

    const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    const post = async (path: string, body: unknown): Promise<void> => {
      const { status } = await fetch(`http://127.0.0.1:${ports.COLLECTOR_WEBHOOKS_PORT}/v1/${path}`, { method: 'POST', body: JSON.stringify(body) });
      expect(status).toBe(200);
    };
    await post('dependencies', { from: 'data-processor', to: 'rest-api' });
    await post('changes', Array.from({ length: 50 }, (_, i) => ({ id: `c${i}`, service: i % 2 ? 'rest-api' : 'data-processor', kind: 'deployment', environment: 'production', occurredAt: at(i + 1) })));
    await post('alerts', { id: 'a', service: 'data-processor', environment: 'production', startsAt: at(0) });
    const end = performance.now() + ASKED_MS;
    let asked = 0;
    for (; performance.now() < end; asked += 1) await ask({ url: `http://127.0.0.1:${ports.QUERY_API_PORT}` }, questions[asked % questions.length] ?? '', {});
    expect(asked).toBeGreaterThanOrEqual(questions.length);

    const measured = async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    };
    await pause(QUIET_MS);
    const [before, started] = [await measured('process_cpu_seconds_total'), performance.now()];
    await pause(WATCHED_MS);
    const share = (await measured('process_cpu_seconds_total') - before) / ((performance.now() - started) / 1000);
    const megabytes = (await measured('process_resident_memory_bytes')) / 1e6;
    process.stdout.write(`idle after ${asked} questions: ${(share * 100).toFixed(2)} % of a core, ${megabytes.toFixed(0)} MB\n`);
    expect(share).toBeLessThan(0.02);
    expect(megabytes).toBeLessThan(450);
  }, ASKED_MS + QUIET_MS + WATCHED_MS + 90_000);
});
