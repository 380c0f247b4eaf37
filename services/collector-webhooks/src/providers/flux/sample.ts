import type { Provider } from '../../provider/contract.js';

/** A Kustomization applied a new revision. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'gotk-component': 'kustomize-controller' },
  body: {
    involvedObject: { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name: 'shop', uid: '7d0cdc51-ddcf-4743-b223-83ca5c699632' },
    severity: 'info', timestamp: at, message: 'Deployment/shop/checkout configured', reason: 'Progressing',
    metadata: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:d0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', cluster: 'cluster-a', env: 'production' },
    reportingController: 'kustomize-controller', reportingInstance: 'kustomize-controller-7c7b47f5f-8bhrp',
  },
});
