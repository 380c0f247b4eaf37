import { z } from 'zod';
import type { Config } from './config.js';

/** One cluster of several: by which context of the kubeconfig, under which name, in which environment. */
export interface NamedContext {
  readonly context: string;
  readonly cluster: string;
  readonly environment: string | undefined;
}

const SHAPE = 'context=cluster or context=cluster@environment';

/** A context may be called anything, so the last `=` counts. */
const read = (text: string): NamedContext | undefined => {
  const [, context, cluster, environment] = /^(.+)=([^=@]+)(?:@([^=@]+))?$/.exec(text) ?? [];
  return context === undefined || cluster === undefined ? undefined : { context, cluster, environment };
};

export const Contexts = z.array(z.string()).transform((texts, issues): readonly NamedContext[] => {
  const contexts: NamedContext[] = [];
  for (const text of texts) {
    const one = read(text);
    if (one === undefined) issues.addIssue({ code: 'custom', message: `expected ${SHAPE}, received ${text}` });
    else if (contexts.some(({ cluster }) => cluster === one.cluster)) issues.addIssue({ code: 'custom', message: `names two clusters ${one.cluster}: each needs a name of its own` });
    else contexts.push(one);
  }
  return contexts;
});

/** The configuration of each cluster that one process watches. */
export const clustersOf = (config: Config): Config[] =>
  config.COLLECTOR_K8S_CONTEXTS.length === 0
    ? [config]
    : config.COLLECTOR_K8S_CONTEXTS.map(({ context, cluster, environment }) => ({
        ...config, COLLECTOR_K8S_SERVER: '', COLLECTOR_K8S_CONTEXT: context, COLLECTOR_K8S_CLUSTER: cluster, COLLECTOR_K8S_ENVIRONMENT: environment ?? config.COLLECTOR_K8S_ENVIRONMENT,
      }));
