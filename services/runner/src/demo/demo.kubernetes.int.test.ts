import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeBinaries } from '@culprit/collector-k8s/testing';
import { ask } from '../client/ask.js';
import { Children, freePorts } from '../testing/child.js';
import { until } from './until.js';

const children = new Children();
let directory: string;
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'culprit-demo-')); });
afterEach(() => children.end());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const there = kubeBinaries() !== undefined;
if (!there) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

interface Counted {
  readonly incidents: { readonly nodes: readonly { readonly suspects: readonly { readonly service: string; readonly change: { readonly title: string; readonly kind: string; readonly actor: unknown } }[] }[] };
}

(there ? describe : describe.skip)('the demo on a real control plane', () => {
  it('suspects what a person scaled by kubectl, under the name that the audit log has', async () => {
    const ports = await freePorts();
    const child = children.start('demo/main.js', ['--kubernetes'], { ...ports, DATA_DIR: directory, HOME: process.env['HOME'] ?? '', ...(process.env['KUBE_BINARIES'] === undefined ? {} : { KUBE_BINARIES: process.env['KUBE_BINARIES'] }) });
    try {
      const { answer: out } = await until(() => child.out(), (text) => text.includes('Ctrl-C ends it') || child.process.exitCode !== null, 150_000);
      for (const part of ['1. rest-api  rest-api scaled from 50 to 5', 'mia-chen', 'replicas 50 → 5', '2. data-processor', 'UNHEALTHY with 10 of 10 replicas ready']) expect(out).toContain(part);
      const { incidents } = await ask<Counted>({ url: `http://127.0.0.1:${ports.QUERY_API_PORT}` }, '{ incidents(first: 9) { nodes { suspects { service change { title kind actor { name kind basis } } } } } }', {});
      expect(incidents.nodes).toHaveLength(1);
      expect(incidents.nodes[0]?.suspects[0]).toEqual({ service: 'rest-api', change: { title: 'rest-api scaled from 50 to 5', kind: 'SCALING', actor: { name: 'mia-chen', kind: 'HUMAN', basis: 'audit' } } });
    } finally {
      // whatever it told: a demo that is killed leaves its control plane behind
      child.process.kill('SIGINT');
      await child.ended;
    }
    expect(await child.ended).toBe(0);
    expect(child.err()).toBe('');
  }, 200_000);
});
