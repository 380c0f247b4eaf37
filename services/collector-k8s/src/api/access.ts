import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.js';

/** Where an API server is and what a request to it carries (TLS, agent, authorization). */
export interface Access {
  readonly server: string;
  options(): Promise<RequestOptions>;
}

/** How to reach the cluster now, credentials read afresh. Undefined: none is configured. Rejects when what is configured cannot be used. */
export type OpenAccess = () => Promise<Access | undefined>;

const plain = (server: string, token: string): Access => ({
  server,
  options: () => Promise.resolve(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
});

/** What client-node falls back to when it finds no kubeconfig and no service account. */
const NOTHING_FOUND = 'http://localhost:8080';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Whether there is anything that client-node could load where no file is named. */
const anyDefault = (config: Config): boolean => config.KUBECONFIG !== '' || existsSync(join(homedir(), '.kube', 'config')) || existsSync(SERVICE_ACCOUNT);

export const openAccess = (config: Config): OpenAccess => async () => {
  if (config.COLLECTOR_K8S_SERVER !== '') return plain(config.COLLECTOR_K8S_SERVER.replace(/\/+$/, ''), config.COLLECTOR_K8S_TOKEN);

  if (config.COLLECTOR_K8S_KUBECONFIG === '' && !anyDefault(config)) return undefined;
  // only here: it brings the whole generated API with it, some 60 MB that a plain address, or no cluster at all, does without
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeconfig = new KubeConfig();
  if (config.COLLECTOR_K8S_KUBECONFIG === '') kubeconfig.loadFromDefault();
  else kubeconfig.loadFromFile(config.COLLECTOR_K8S_KUBECONFIG);
  if (config.COLLECTOR_K8S_CONTEXT !== '') kubeconfig.setCurrentContext(config.COLLECTOR_K8S_CONTEXT);

  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null) throw new Error(`the kubeconfig has no cluster for context "${kubeconfig.getCurrentContext()}"`);
  if (cluster.server === NOTHING_FOUND && config.COLLECTOR_K8S_KUBECONFIG === '' && kubeconfig.getCurrentContext() === 'loaded-context') return undefined;
  return {
    server: cluster.server.replace(/\/+$/, ''),
    options: async () => {
      const options: RequestOptions = {};
      await kubeconfig.applyToHTTPSOptions(options);
      return options;
    },
  };
};
