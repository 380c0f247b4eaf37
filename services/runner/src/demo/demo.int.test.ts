import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../client/ask.js';
import { Children, freePorts, listening, portOf, type Child } from '../testing/child.js';
import { until } from './until.js';

const children = new Children();
let directory: string;
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'culprit-demo-')); });
afterEach(() => children.end());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Counted {
  readonly incidents: { readonly nodes: readonly { readonly id: string; readonly suspects: readonly { readonly service: string; readonly change: { readonly id: string } }[] }[] };
  readonly changes: { readonly nodes: readonly { readonly id: string }[] };
  readonly alerts: { readonly nodes: readonly { readonly id: string }[] };
  readonly service: { readonly health: string; readonly replicas: { readonly desired: number; readonly ready: number } };
}
const question = `{
  incidents(first: 50) { nodes { id suspects { service change { id } } } }
  changes(first: 50) { nodes { id } }
  alerts(first: 50) { nodes { id } }
  service(name: "data-processor") { health replicas { desired ready } }
}`;

const told = async (child: Child): Promise<string> => {
  const { answer } = await until(() => ({ out: child.out(), ended: child.process.exitCode }), ({ out, ended }) => out.includes('Ctrl-C ends it') || ended !== null, 130_000);
  if (!answer.out.includes('Ctrl-C ends it')) throw new Error(`the demo did not tell its story:\n${answer.out}${child.err()}`);
  return answer.out;
};

const play = async (args: readonly string[]): Promise<{ out: string; counted: Counted }> => {
  const ports = await freePorts();
  const child = children.start('demo/main.js', args, { ...ports, DATA_DIR: directory });
  const out = await told(child);
  const counted = await ask<Counted>({ url: `http://127.0.0.1:${ports.QUERY_API_PORT}` }, question, {});
  child.process.kill('SIGINT');
  expect(await child.ended).toBe(0);
  expect(child.err()).toBe('');
  return { out, counted };
};

describe('the demo', () => {
  it('tells which change did it and how long after the alert, tells the same again, and starts over when asked to', async () => {
    const first = await play([]);
    // how long it takes is measured where nothing runs beside: e2e/story.kafka.test.ts
    expect(first.out).toMatch(/\d+\.\d s after the alert/);
    for (const part of ['1. rest-api  Deploy rest-api', 'mia-chen', 'replicas 50 → 5', '(-90 %)', 'https://github.example/acme/rest-api/commit/', '2. data-processor', 'UNHEALTHY with 10 of 10 replicas ready']) {
      expect(first.out).toContain(part);
    }
    expect(first.counted.incidents.nodes).toHaveLength(1);
    expect(first.counted.incidents.nodes[0]!.suspects.map(({ service }) => service)).toEqual(['rest-api', 'data-processor']);
    expect(first.counted.service).toEqual({ health: 'UNHEALTHY', replicas: { desired: 10, ready: 10 } });
    expect(first.counted.changes.nodes).toHaveLength(3);
    expect(first.counted.alerts.nodes).toHaveLength(1);

    const second = await play([]);
    expect(second.out).toContain('The same story as in the first run');
    expect(second.counted).toEqual(first.counted);

    const fresh = await play(['--fresh']);
    expect(fresh.counted.incidents.nodes).toHaveLength(1);
    expect(fresh.counted.incidents.nodes[0]!.id).not.toBe(first.counted.incidents.nodes[0]!.id);
  }, 400_000);

  it('says which port is taken, which directory cannot be used, and which option it does not know', async () => {
    const taken = await listening();
    const child = children.start('demo/main.js', [], { ...(await freePorts()), QUERY_API_PORT: String(portOf(taken)), DATA_DIR: directory });
    expect(await child.ended).toBe(1);
    expect(child.err()).toBe(`Port ${portOf(taken)} is taken by another program: stop it, or set QUERY_API_PORT to a free port.\n`);
    await new Promise((resolve) => taken.close(resolve));
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    const misled = children.start('demo/main.js', [], { ...(await freePorts()), DATA_DIR: file });
    expect(await misled.ended).toBe(1);
    expect(misled.err()).toContain(`The data directory ${file} (DATA_DIR) cannot be used`);
    const unknown = children.start('demo/main.js', ['--frehs'], {});
    expect(await unknown.ended).toBe(2);
    expect(unknown.err()).toContain("unknown option '--frehs'");
  }, 300_000);
});
