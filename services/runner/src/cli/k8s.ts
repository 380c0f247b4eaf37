import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { address, wholeNumber } from './options.js';
import type { Terminal } from './terminal.js';
import { Refusal } from '../refusal.js';

interface ManifestOptions {
  readonly cluster: string;
  readonly environment?: string;
  readonly url: string;
  readonly image: string;
  readonly namespace: string;
  readonly secret: string;
  readonly shards: number;
  readonly standby: number;
  readonly kinds?: string;
  readonly custom?: string;
  readonly watch?: string;
}

/** As Kubernetes names things. */
const dnsLabel = (text: string): string => {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) throw new InvalidArgumentError('Kubernetes takes small letters, digits and dashes, at most 63.');
  return text;
};

const given = (variables: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** What the Secret must hold; it is the reader's to make, so that no secret passes through a terminal or a repository. */
const secrets = { REMOTE_LOG_TOKEN: 'remote-token', COLLECTOR_K8S_REDACTION_KEY: 'redaction-key' };

const head = ({ namespace, secret }: ManifestOptions): string => `# Culprit's collector for a cluster. It needs a Secret that is not printed here; make it once the namespace is there:
#   kubectl -n ${namespace} create secret generic ${secret} --from-literal=${secrets.REMOTE_LOG_TOKEN}=<token of COLLECTOR_WEBHOOKS_TOKENS> --from-literal=${secrets.COLLECTOR_K8S_REDACTION_KEY}="$(openssl rand -hex 32)"
`;

export const addK8s = (program: Command, terminal: Terminal): void => {
  program.command('k8s').description('collect from a Kubernetes cluster')
    .command('manifest')
    .description('print what `kubectl apply -f -` needs to run a collector in a cluster: its account, the least it must be allowed, and its Deployment')
    .requiredOption('--cluster <name>', 'name of the cluster as events carry it; never give two clusters one name')
    .requiredOption('--url <address>', 'where collector-webhooks is reached from the cluster: events go there', address)
    .requiredOption('--image <image>', 'the image of Culprit')
    .option('--environment <name>', 'environment that the cluster is in')
    .option('--namespace <name>', 'the namespace that it runs in', dnsLabel, 'culprit')
    .option('--secret <name>', 'the Secret that holds its token and its redaction key', dnsLabel, 'culprit-collector')
    .option('--shards <number>', 'how many collectors share the cluster by its namespaces', wholeNumber(1, 64), 1)
    .option('--standby <number>', 'how many stand by beside each, and take over by its Lease', wholeNumber(0, 4), 0)
    .option('--kinds <list>', 'the kinds to watch, separated by commas (default: all but secret, which must be named)')
    .option('--custom <list>', 'further kinds as plural.version.group, separated by commas')
    .option('--watch <namespaces>', 'watch these namespaces alone, separated by commas')
    .action(async (options: ManifestOptions) => {
      const { manifestYaml } = await import('@culprit/collector-k8s');
      const { cluster, environment, url, image, namespace, secret, shards, standby, kinds, custom, watch } = options;
      const settings = given({ COLLECTOR_K8S_CLUSTER: cluster, COLLECTOR_K8S_ENVIRONMENT: environment, COLLECTOR_K8S_KINDS: kinds, COLLECTOR_K8S_CUSTOM: custom, COLLECTOR_K8S_NAMESPACES: watch });
      // what waited on the disk of one that stands by would come after what its successor writes
      const spool: Record<string, string> = standby === 0 ? {} : { SPOOL_DIR: 'none' };
      try {
        terminal.out(head(options) + manifestYaml({ namespace, image, shards, standby, settings, secrets, secretName: secret, environment: { EVENT_LOG: 'remote', REMOTE_LOG_URL: url, DATA_DIR: '/data', ...spool, LOG_FORMAT: 'json' } }));
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        throw new Refusal(error.issues.map(({ path, message }) => `${String(path[0])}: ${message}.`).join('\n'), { cause: error });
      }
    });
};
