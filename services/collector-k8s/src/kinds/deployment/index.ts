import type { WatchedKind } from '../kind.js';
import { project } from './project.js';

export const deployment = {
  name: 'deployment',
  resource: 'deployments.apps',
  path: (namespace) => (namespace === undefined ? '/apis/apps/v1/deployments' : `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments`),
  project,
} satisfies WatchedKind;
