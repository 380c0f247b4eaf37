import type { Provider } from '../../provider/contract.js';

/** What the template of this folder becomes when a sync has succeeded. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    culprit: 'sync', argocdUrl: 'https://argocd.acme.example',
    app: {
      metadata: { uid: 'c0ffee00-0000-4000-8000-000000000001', name: 'checkout', namespace: 'argocd', labels: { env: 'production' } },
      spec: {
        project: 'shop', destination: { name: 'in-cluster', server: 'https://kubernetes.default.svc', namespace: 'shop' },
        source: { repoURL: 'https://github.com/acme/manifests.git', path: 'checkout', chart: null, targetRevision: 'main' }, sources: [],
      },
      status: {
        health: { status: 'Progressing' }, summary: { images: ['ghcr.io/acme/checkout:1.42.0'] }, resources: [],
        operationState: {
          phase: 'Succeeded', message: 'successfully synced (all tasks run)', startedAt: at, finishedAt: at, retryCount: null,
          operation: { initiatedBy: { automated: true }, sync: { revision: 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', revisions: null, dryRun: null } },
          syncResult: {
            revision: 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', revisions: null,
            resources: [{ group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'checkout', status: 'Synced', message: 'deployment.apps/checkout configured' }],
          },
        },
        history: [],
      },
    },
  },
});
