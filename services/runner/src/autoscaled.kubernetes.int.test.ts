import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubeBinaries, startRealCluster, type RealCluster } from '@culprit/collector-k8s/testing';
import { ask } from './client/ask.js';
import { sendDependency } from './demo/send.js';
import { until } from './demo/until.js';
import { Children, freePorts } from './testing/child.js';

const binaries = kubeBinaries();
if (binaries === undefined) console.log('left out: the real control plane is not built; build it with: bash deploy/kube-local/start.sh build');

const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments';
const MERGE = 'application/merge-patch+json';
/** Where the autoscaler of rest-api goes, one after the other. */
const MOVES = [30, 12, 5];

interface Told {
  readonly title: string;
  readonly service: string;
  readonly kind: string;
  readonly actor: { readonly kind: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Answer {
  readonly incidents: { readonly nodes: readonly { readonly services: readonly string[]; readonly suspects: readonly { readonly service: string; readonly change: Told }[] }[] };
  readonly changes: { readonly nodes: readonly Told[] };
}
const told = 'title service kind actor { kind } attributes';
const question = `{ incidents(first: 9) { nodes { services suspects { service change { ${told} } } } } changes(first: 99) { nodes { ${told} } } }`;

const workload = (name: string, replicas: number) => ({
  metadata: { name, labels: { 'tags.datadoghq.com/service': name } },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: `acme/${name}:1` }] } } },
});

(binaries === undefined ? describe.skip : describe)('what an autoscaler does, on a real control plane', () => {
  const children = new Children();
  let directory: string;
  let cluster: RealCluster;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'culprit-autoscaled-'));
    cluster = await startRealCluster(binaries ?? '');
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
    for (const object of [workload('rest-api', 50), workload('ledger', 3), workload('data-processor', 3)]) await cluster.request('POST', DEPLOYMENTS, object);
    // without metrics it leaves alone what is within its bounds
    await cluster.kubectl('-n', 'shop', 'autoscale', 'deployment', 'rest-api', '--min=2', '--max=60');
    for (const name of ['rest-api', 'ledger', 'data-processor']) await cluster.kubectl('-n', 'shop', 'rollout', 'status', `deployment/${name}`, '--timeout=60s');
  }, 180_000);
  afterAll(async () => {
    await children.end();
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it('is one change, and does not stand before the deployment of another service in the same incident', async () => {
    const ports = await freePorts();
    const child = children.start('main.js', ['start'], { ...ports, DATA_DIR: directory, COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig, COLLECTOR_K8S_CLUSTER: 'prod-eu', COLLECTOR_K8S_ENVIRONMENT: 'production', COLLECTOR_K8S_REDACTION_KEY: 'a key for tests' });
    const ready = () => fetch(`http://127.0.0.1:${ports.ADMIN_PORT}/readyz`).then((response) => response.ok, () => false);
    expect({ ...(await until(ready, Boolean, 90_000)), said: child.err() }).toEqual({ answer: true, met: true, said: '' });
    const receiver = { url: `http://127.0.0.1:${ports.COLLECTOR_WEBHOOKS_PORT}`, githubSecret: '', datadogToken: '' };
    const asked = () => ask<Answer>({ url: `http://127.0.0.1:${ports.QUERY_API_PORT}` }, question, {});
    const scalings = ({ changes }: Answer) => changes.nodes.filter(({ kind, service }) => kind === 'SCALING' && service === 'rest-api');
    for (const to of ['rest-api', 'ledger']) await sendDependency(receiver, { from: 'data-processor', to, environment: 'production' });

    await cluster.kubectl('-n', 'shop', 'set', 'image', 'deployment/ledger', 'ledger=acme/ledger:2');
    for (const replicas of MOVES) await cluster.request('PATCH', `${DEPLOYMENTS}/rest-api/scale?fieldManager=kube-controller-manager`, { spec: { replicas } }, MERGE);
    const folded = await until(asked, (answer) => scalings(answer)[0]?.attributes['moves'] === MOVES.length && answer.changes.nodes.some(({ service, kind }) => service === 'ledger' && kind === 'DEPLOYMENT'), 30_000);
    expect(scalings(folded.answer)).toEqual([expect.objectContaining({ title: 'rest-api scaled by its autoscaler 3 times, from 50 to 5', actor: { kind: 'AUTOSCALER' } })]);

    const alert = { id: 'a', title: 'data-processor fails', service: 'data-processor', environment: 'production', class: 'errors', startsAt: new Date().toISOString() };
    expect((await fetch(`${receiver.url}/v1/alerts`, { method: 'POST', body: JSON.stringify(alert) })).status).toBe(200);
    // the autoscaler's stands behind, or is no suspect at all
    const { answer } = await until(asked, ({ incidents }) => incidents.nodes[0]?.suspects.some(({ service }) => service === 'ledger') === true, 30_000);
    expect(answer.incidents.nodes).toHaveLength(1);
    const suspects = answer.incidents.nodes[0]?.suspects.map(({ service, change }) => [service, change.kind, change.actor.kind].join(' ')) ?? [];
    expect(suspects[0]).toBe('ledger DEPLOYMENT HUMAN');
    expect(suspects.filter((suspect) => suspect.includes('AUTOSCALER')).length).toBeLessThanOrEqual(1);
  }, 200_000);
});
