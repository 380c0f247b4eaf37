import { readFile } from 'node:fs/promises';
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
/** Longer than the engine waits before it gives back what it holds, and than it takes until the heap is trimmed: two looks of 15 s. */
const QUIET_MS = 32_000;
/** What others do on the machine makes a second of work longer: of so many watches one must be quiet. */
const WATCHES = 3;

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
  it('takes at most 2 % of a core and 300 MB of its own, also after it was asked many questions', async () => {
    const ports = await freePorts();
    const child = children.start('main.js', ['start'], { ...ports, DATA_DIR: directory });
    const ready = () => (child.process.exitCode === null ? fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/readyz`).then(({ ok }) => ok, () => false) : true);
    expect(await until(ready, (is) => is, 120_000)).toMatchObject({ met: true });

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
    for (; performance.now() < end || asked < questions.length; asked += 1) await ask({ url: `http://127.0.0.1:${ports.QUERY_API_PORT}` }, questions[asked % questions.length] ?? '', {});

    const measured = async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    };
    /** Without the pages of program files, which are the system's to drop: how many of them it shows is the machine's. Elsewhere than on Linux all of it. */
    const own = async (): Promise<number> => {
      const status = await readFile(`/proc/${child.process.pid}/status`, 'utf8').catch(() => '');
      return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024 || measured('process_resident_memory_bytes');
    };
    await pause(QUIET_MS);
    const shares: number[] = [];
    while (shares.length < WATCHES && !(Math.min(...shares) < 0.02)) {
      const [before, started] = [await measured('process_cpu_seconds_total'), performance.now()];
      await pause(WATCHED_MS);
      shares.push((await measured('process_cpu_seconds_total') - before) / ((performance.now() - started) / 1000));
    }
    const megabytes = (await own()) / 1e6;
    process.stdout.write(`idle after ${asked} questions: ${shares.map((share) => (share * 100).toFixed(2)).join(', ')} % of a core, ${megabytes.toFixed(0)} MB of its own\n`);
    expect(Math.min(...shares)).toBeLessThan(0.02);
    expect(megabytes).toBeLessThan(300);
  }, ASKED_MS + QUIET_MS + WATCHES * WATCHED_MS + 300_000);
});
