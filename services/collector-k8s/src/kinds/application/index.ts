import { kind } from '../define.js';
import { Application } from './schema.js';
import { syncOf } from './sync.js';

/** Argo CD. Its syncs are the changes that its webhook tells too, by the same ids; beside them what people change of the Application itself. */
export const application = kind({
  name: 'application',
  title: 'Application',
  served: [{ group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' }],
  namespaced: true,
  seenAcross: true,
  change: 'config',
  reach: 'objects',
  loudStatus: true,
  schema: Application,
  lists: { sources: (item) => [item['repoURL'], item['path'] ?? item['chart']].filter((part) => typeof part === 'string').join(' ').replace(/\/\/[^/@]*@/, '//') || undefined },
  facts: ({ status }) => ({ acts: (status?.resources ?? []).flatMap(({ namespace, kind: of, name }) => (namespace ? [`${namespace}/${of.toLowerCase()}/${name}`] : [])).slice(0, 500) }),
  acts: syncOf,
});
