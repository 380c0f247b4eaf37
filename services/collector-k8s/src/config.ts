import { environmentsConfig } from '@culprit/nest';
import { Contexts } from './contexts.js';
import { CustomKind } from './kinds/custom.js';
import { kinds } from './kinds/index.js';
import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

/** `jenkins=automation,kubectl-client-side-apply=human`. */
const managers = list.transform((pairs, context) => {
  const map = new Map<string, 'human' | 'automation' | 'autoscaler' | 'unknown'>();
  for (const pair of pairs) {
    const [, name, kind] = /^(.+)=(human|automation|autoscaler|unknown)$/.exec(pair) ?? [];
    if (name === undefined || kind === undefined) context.addIssue({ code: 'custom', message: `expected manager=human, automation, autoscaler or unknown, received ${pair}` });
    else map.set(name, kind as 'human' | 'automation' | 'autoscaler' | 'unknown');
  }
  return map as ReadonlyMap<string, 'human' | 'automation' | 'autoscaler' | 'unknown'>;
});

const known = kinds.map(({ name }) => name);

const whole = z.coerce.number().int('must be a whole number');

export const Config = z.object({
  KUBECONFIG: z.string().default('').describe('The file that kubectl reads, where COLLECTOR_K8S_KUBECONFIG names none.'),
  COLLECTOR_K8S_KUBECONFIG: z.string().default('').describe('Path of a kubeconfig file; empty: KUBECONFIG, then ~/.kube/config, then the service account of the pod we run in.'),
  COLLECTOR_K8S_CONTEXT: z.string().default('').describe('Context of the kubeconfig; empty: its current one.'),
  COLLECTOR_K8S_CONTEXTS: list.pipe(Contexts).describe('Comma list of contexts of the kubeconfig, for several clusters in one process: context=cluster or context=cluster@environment each, instead of COLLECTOR_K8S_CONTEXT, _SERVER and _CLUSTER.'),
  COLLECTOR_K8S_SERVER: z.string().default('').describe('Plain address of an API server (http:// or https://), used instead of a kubeconfig.'),
  COLLECTOR_K8S_TOKEN: z.string().default('').meta({ secret: true }).describe('Bearer token for COLLECTOR_K8S_SERVER; empty: none is sent.'),
  COLLECTOR_K8S_CLUSTER: z.string().min(1).default('default').describe('Name of the cluster as events carry it; never give two clusters one name.'),
  COLLECTOR_K8S_REPLACES: z.string().default('').describe('Uid of the kube-system of the cluster that had the name before, where it was built anew; otherwise a name stays with the cluster that had it first.'),
  COLLECTOR_K8S_ENVIRONMENT: z.string().default('').describe('Environment that the cluster is in, but for namespaces of which ENVIRONMENTS_FILE says otherwise; empty: as that file says of the cluster, else default.'),
  ...environmentsConfig,
  COLLECTOR_K8S_NAMESPACES: list.describe('Comma list of the namespaces to watch, one watch each; empty: all, with one watch.'),
  COLLECTOR_K8S_KINDS: list
    .pipe(z.array(z.string().refine((name) => known.includes(name), { error: `expected kinds of ${known.join(', ')}` })))
    .describe('Comma list of the kinds to watch; empty: all that the cluster has, but secret, which must be named (its metadata alone is asked for).'),
  COLLECTOR_K8S_CUSTOM: list.pipe(z.array(CustomKind)).describe('Comma list of further kinds as plural.version.group, such as certificates.v1.cert-manager.io; changes of their specs are told, by shape alone.'),
  COLLECTOR_K8S_MANAGERS: managers.describe('Who stands behind a field manager, such as jenkins=automation,kubectl-client-side-apply=human; apply and helm are unknown otherwise.'),
  COLLECTOR_K8S_HOLD_SECONDS: z.coerce.number().nonnegative().default(60).describe('How long what a rollout shows too (missing replicas, failing probes, an image that is pulled again) must last to be an alert, and how long it must be away to be over.'),
  COLLECTOR_K8S_REDACTION_KEY: z
    .string()
    .default('')
    .meta({ secret: true })
    .describe('Key of the hashes that show that a hidden value changed; empty: a new one at each start, then a hidden value that changed while the collector was down goes unnoticed.'),
  COLLECTOR_K8S_SILENT_SECONDS: z.coerce.number().positive().default(120).describe('A watch that has sent nothing, not even a bookmark, for so long is dead and opened again.'),
  COLLECTOR_K8S_RELIST_SECONDS: z.coerce.number().positive().default(3600).describe('How often everything is listed again as a proof that nothing was missed.'),
  COLLECTOR_K8S_SHARDS: whole.min(1, 'must be 1 at least').default(1).describe('How many collectors share the cluster by its namespaces; each is told which one it is by COLLECTOR_K8S_SHARD.'),
  COLLECTOR_K8S_SHARD: whole.min(0, 'must be 0 at least').default(0).describe('Which of COLLECTOR_K8S_SHARDS this is, from 0; the first also tells what stands in no namespace.'),
  COLLECTOR_K8S_LEASE: z.string().regex(/^([a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?)?$/, 'must be lower-case letters, digits and -').default('').describe('Begins the name of the Lease, one for each shard, whose holder alone tells of the cluster while others stand by; empty: nobody does.'),
  COLLECTOR_K8S_LEASE_NAMESPACE: z.string().default('').describe('Namespace of the Lease in the watched cluster; empty: the one of the pod we run in, else default.'),
  COLLECTOR_K8S_COVERAGE_SECONDS: z.coerce.number().positive().default(60).describe('How often the collector reports what it has seen.'),
}).superRefine((config, context) => {
  if (config.COLLECTOR_K8S_SHARD >= config.COLLECTOR_K8S_SHARDS) context.addIssue({ code: 'custom', path: ['COLLECTOR_K8S_SHARD'], message: `is ${config.COLLECTOR_K8S_SHARD}, and there are ${config.COLLECTOR_K8S_SHARDS} (COLLECTOR_K8S_SHARDS): they are counted from 0` });
});
export type Config = z.output<typeof Config>;
