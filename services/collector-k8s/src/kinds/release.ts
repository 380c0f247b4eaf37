import type { Release } from './kind.js';
import type { Meta } from './meta.js';

const first = (...values: readonly (string | undefined)[]): string | undefined => values.find((value) => value !== undefined && value !== '');

/** The release tool that owns an object, as the marks that it leaves on everything say. */
export const releaseOf = ({ labels: l, annotations: a, managedFields }: Meta): Release | undefined => {
  const labels = l ?? {};
  const annotations = a ?? {};
  const argo = first(annotations['argocd.argoproj.io/tracking-id']?.split(':')[0], labels['argocd.argoproj.io/instance']);
  if (argo !== undefined) return { tool: 'argocd', name: argo };
  const flux = first(labels['kustomize.toolkit.fluxcd.io/name'], labels['helm.toolkit.fluxcd.io/name']);
  if (flux !== undefined) return { tool: 'flux', name: flux };
  const helm = first(annotations['meta.helm.sh/release-name']);
  if (helm !== undefined) return { tool: 'helm', name: helm };
  const managers = (managedFields ?? []).filter(({ subresource }) => subresource === undefined).map(({ manager }) => manager);
  // the usual label of Argo CD is one that charts set too: only beside its own writing does it name an Application
  if (managers.some((manager) => manager === 'argocd-controller')) return { tool: 'argocd', name: labels['app.kubernetes.io/instance'] ?? '' };
  return undefined;
};
