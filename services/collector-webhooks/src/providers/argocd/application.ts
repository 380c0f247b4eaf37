import type { Change } from '@culprit/domain';
import { cut } from '../../provider/wording.js';
import type { Application, Resource, Settings } from './schema.js';

/** The names under which Argo CD knows the cluster it runs in. */
const HERE = new Set(['in-cluster', 'https://kubernetes.default.svc']);

/** Where an Application deploys to. A server's address is no name: only the settings make it one. */
export const placeOf = ({ spec: { destination } }: Application, { clusters }: Settings): Pick<Change, 'cluster' | 'namespace'> => {
  const { name, server, namespace } = destination ?? {};
  const here = [name, server].some((each) => each !== undefined && HERE.has(each));
  const named = [name, server, ...(here ? [...HERE] : [])].map((each) => (each !== undefined && Object.hasOwn(clusters, each) ? clusters[each] : undefined)).find((each) => each !== undefined);
  const cluster = named ?? (here ? undefined : name);
  return { ...(cluster === undefined ? {} : { cluster }), ...(namespace === undefined ? {} : { namespace }) };
};

const labelled = ({ metadata: { labels } }: Application, ...keys: readonly string[]): string | undefined => keys.map((key) => labels[key]).find((value) => value !== undefined && value !== '');

export const environmentOf = (app: Application): { environment?: string } => {
  const environment = labelled(app, 'culprit.dev/environment', 'environment', 'env', 'app.kubernetes.io/environment');
  return environment === undefined ? {} : { environment: cut(environment, 300) };
};

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Rollout']);
/** What comes and goes with every sync is no lasting thing. */
const passing = new Set(['Pod', 'Job', 'ReplicaSet', 'Event', 'Endpoints', 'EndpointSlice', 'ControllerRevision', 'Workflow']);

export const entityOf = ({ namespace, kind, name }: Resource): string => [...(namespace === undefined ? [] : [namespace]), kind.toLowerCase(), name].join('/');
export const isLasting = ({ kind, hookType }: Resource): boolean => hookType === undefined && !passing.has(kind);
export const isWorkload = ({ kind }: Resource): boolean => workloads.has(kind);

/** The service that a label names outright, the workloads and other things given, and the Application itself. */
export const entitiesOf = (app: Application, resources: readonly Resource[]): string[] => {
  const service = labelled(app, 'culprit.dev/service', 'service', 'tags.datadoghq.com/service');
  const lasting = [...resources.filter(isWorkload), ...resources.filter((each) => !isWorkload(each))].map(entityOf).slice(0, 200);
  return [...new Set([...(service === undefined ? [] : [`service:${cut(service, 400)}`]), ...lasting, `argocd:application/${app.metadata.name}`])];
};

export const pageOf = (argocdUrl: string | undefined, { metadata }: Application): string | undefined =>
  argocdUrl !== undefined && /^https?:\/\/\S{1,900}$/i.test(argocdUrl) ? `${argocdUrl.replace(/\/$/, '')}/applications/${metadata.name}` : undefined;

/** `argocd/checkout`: the Application, by its own namespace. */
export const instanceOf = ({ metadata: { namespace, name } }: Application): string => (namespace === undefined ? name : `${namespace}/${name}`);
