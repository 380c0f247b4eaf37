import { cut } from './wording.js';

export type Labels = Readonly<Record<string, string>>;

/** The value of the first of the names that has one. */
export const firstOf = (labels: Labels, ...names: readonly string[]): string | undefined => names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');

export const environmentIn = (labels: Labels): string | undefined =>
  firstOf(labels, 'environment', 'env', 'deployment_environment', 'deployment_environment_name', 'deployment.environment', 'stage');

export const clusterIn = (labels: Labels): string | undefined =>
  firstOf(labels, 'cluster', 'cluster_name', 'kube_cluster_name', 'k8s_cluster_name', 'k8s_cluster', 'kubernetes_cluster', 'k8s.cluster.name', 'clusterName');

const serviceNames = ['service', 'service_name', 'service.name', 'serviceName', 'app', 'app_kubernetes_io_name', 'label_app_kubernetes_io_name', 'app.kubernetes.io/name', 'k8s_app', 'application', 'microservice'];
/** Who measures others is not who is in trouble: rules on what it measures carry its own `service` and `job`. */
const exporter = /(kube-state-metrics|node-exporter|blackbox-exporter|blackbox|cadvisor|pushgateway|otel-collector|prometheus-operator-kubelet|(^|-)kubelet)$/;

/** Whether a value of `service` or `job` names who measures, not what is measured. */
export const isExporter = (name: string): boolean => exporter.test(cut(name, 300));

const workloads = ['deployment', 'statefulset', 'daemonset', 'cronjob', 'rollout', 'horizontalpodautoscaler'] as const;
/** What a Deployment's pods are called: name, hash of the template, five of their own; Kubernetes makes both of these letters alone. */
const podOfDeployment = /^([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/** How those who measure calls name who made one, and whom: Istio and what is built on it. */
const callers = ['source_canonical_service', 'source_workload', 'source_app'];
const callees = ['destination_canonical_service', 'destination_service_name', 'destination_workload', 'destination_app'];
/** The service graphs of Tempo and of the OpenTelemetry Collector. Elsewhere a server is a host, and a client may be a customer. */
const inGraph = /^[a-z][a-z0-9_-]{0,99}$/i;
const nobody = /^(unknown|user|none|-)$/i;

/** Who calls whom, where labels tell of a call. */
export const callIn = (labels: Labels): { readonly from: string; readonly to: string } | undefined => {
  const [client, server] = [labels['client'], labels['server']].map((name) => (name !== undefined && inGraph.test(name) ? name : undefined));
  const [from, to] = [firstOf(labels, ...callers) ?? client, firstOf(labels, ...callees) ?? server];
  return from === undefined || to === undefined || from === to || nobody.test(from) || nobody.test(to) ? undefined : { from, to };
};

/** The lasting things that Kubernetes and Prometheus labels name; never a pod, a container or a host. Of a call, whom it goes to. */
export const entitiesIn = (labels: Labels): string[] => {
  const call = callIn(labels);
  // a call fails where it goes to, whoever measures it
  if (call !== undefined) return [`service:${call.to}`];
  const services = serviceNames.flatMap((name) => (labels[name] ? [labels[name]] : [])).filter((name) => !isExporter(name));
  const namespace = firstOf(labels, 'namespace', 'kubernetes_namespace', 'kube_namespace', 'k8s_namespace_name', 'k8s.namespace.name', 'exported_namespace', 'namespace_name');
  return [...new Set([...services.slice(0, 1).map((name) => `service:${name}`), ...(namespace === undefined ? [] : workloadsIn(namespace, labels))])];
};

const workloadsIn = (namespace: string, labels: Labels): string[] => {
  const named = workloads.flatMap((kind) => {
    const name = firstOf(labels, kind, `kube_${kind}`, `kubernetes_${kind}`, `k8s_${kind}_name`, `k8s.${kind}.name`);
    return name === undefined ? [] : [`${namespace}/${kind}/${name}`];
  });
  const kind = labels['workload_type']?.toLowerCase();
  if (kind !== undefined && labels['workload'] !== undefined && /^[a-z]{1,40}$/.test(kind)) named.push(`${namespace}/${kind}/${labels['workload']}`);
  if (named.length > 0) return named;
  const deployment = podOfDeployment.exec(cut(firstOf(labels, 'pod', 'pod_name', 'kubernetes_pod_name', 'k8s_pod_name', 'k8s.pod.name') ?? '', 253))?.[1];
  return deployment === undefined ? [] : [`${namespace}/deployment/${deployment}`];
};

/** A name of many words written as one, spoken: `KubePodCrashLooping`, `disk_space_low`. */
export const spoken = (name: string | undefined): string => cut(name ?? '', 300).replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
