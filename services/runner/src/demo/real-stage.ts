import { buildKube, kubeBinaries, startRealCluster, type RealCluster } from '@culprit/collector-k8s/testing';
import { Refusal } from '../refusal.js';
import { sendAlert, sendChange, sendDependency } from './send.js';
import type { OpenStage, Scene } from './stage.js';
import { PERSON, storyAt } from './story.js';

const HOUR = 3_600_000;

const binaries = ({ terminal }: Scene): string => {
  const there = kubeBinaries();
  if (there !== undefined) return there;
  terminal.out('The Kubernetes control plane is built, once on this machine: 4-6 minutes on 2 cores.\n');
  const built = buildKube() ? kubeBinaries() : undefined;
  if (built === undefined) throw new Refusal('The Kubernetes control plane could not be built: it takes Go 1.26 or newer (https://go.dev/dl). `npm run demo` alone needs none.');
  return built;
};

const service = (name: string, replicas: number, tag: string) => ({
  apiVersion: 'apps/v1', kind: 'Deployment',
  metadata: { name, labels: { 'tags.datadoghq.com/service': name } },
  spec: {
    replicas, selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: `acme/${name}:${tag}` }] } },
  },
});

const ready = (cluster: RealCluster, name: string): Promise<string> => cluster.kubectl('-n', 'shop', 'rollout', 'status', `deployment/${name}`, '--timeout=60s');

/**
 * A real control plane: real controllers, kubectl, and an audit log that says whose kubectl it was. Nothing in it can be ten hours old, so that
 * deployment is told by a pipeline.
 */
export const realStage: OpenStage = async (scene) => {
  const port = scene.env['COLLECTOR_WEBHOOKS_PORT'] || '4001';
  const cluster = await startRealCluster(binaries(scene), { users: [PERSON], auditUrl: `http://127.0.0.1:${port}/v1/kubernetes-audit/prod-eu` });
  return {
    settings: { COLLECTOR_K8S_KUBECONFIG: cluster.kubeconfig },
    lines: [
      ['10 h before', 'a pipeline', 'says that it deployed data-processor (POST /v1/changes)'],
      ['now', 'Kubernetes', 'mia-chen types kubectl scale deployment/rest-api --replicas=5, it had 50'],
      ['then', 'Datadog', 'alerts: data-processor, error rate above 5 % (a webhook)'],
    ],
    person: PERSON,
    stays: false,
    before: async () => {
      await cluster.request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
      for (const object of [service('rest-api', 50, '1.41.0'), service('data-processor', 10, '412')]) await cluster.request('POST', '/apis/apps/v1/namespaces/shop/deployments', object);
      await Promise.all(['rest-api', 'data-processor'].map((name) => ready(cluster, name)));
    },
    tell: async (receiver, now) => {
      const { call } = storyAt(now);
      await sendDependency(receiver, call);
      await sendChange(receiver, { service: 'data-processor', environment: 'production', kind: 'deployment', title: 'Deploy data-processor 412', occurredAt: new Date(now - 10 * HOUR).toISOString() });
      await cluster.kubectl('--token', `${PERSON}-token`, '-n', 'shop', 'scale', 'deployment/rest-api', '--replicas=5');
      await ready(cluster, 'rest-api');
      await sendAlert(receiver, storyAt(Date.now()).alert);
    },
    close: () => cluster.stop(),
  };
};
