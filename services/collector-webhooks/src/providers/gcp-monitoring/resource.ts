import type { Labels } from '../../provider/labels.js';

/** Of each type of monitored resource the label that names the lasting thing; those of hosts, pods and runs are left out. */
const lasting: Readonly<Record<string, string>> = {
  alloydb_cluster: 'cluster_id', api: 'service', bigquery_dataset: 'dataset_id', bigtable_cluster: 'cluster', cloud_composer_environment: 'environment_name', cloud_function: 'function_name', cloud_run_job: 'job_name',
  cloud_run_revision: 'service_name', cloud_tasks_queue: 'queue_id', cloudsql_database: 'database_id', dataflow_job: 'job_name', firestore_database: 'database_id', gae_app: 'module_id', gcs_bucket: 'bucket_name',
  http_load_balancer: 'url_map_name', https_lb_rule: 'url_map_name', instance_group: 'instance_group_name', internal_http_lb_rule: 'url_map_name', k8s_cluster: 'cluster_name', logging_bucket: 'log_bucket',
  loadbalancing_googleapis_com_external_application_loadbalancer: 'url_map_name', networksecurity_policy: 'policy_name', pubsub_subscription: 'subscription_id', pubsub_topic: 'topic_id', redis_instance: 'instance_id', spanner_instance: 'instance_id',
  tcp_lb_rule: 'forwarding_rule_name', uptime_url: 'host', vpn_gateway: 'gateway_name', workflows_googleapis_com_workflow: 'workflow_id',
};

/** `gcp:<type>/<name>` of a monitored resource; undefined where its type is a host's, a pod's, a run's, or unknown. */
export const resourceEntity = (type: string | undefined, labels: Labels): string | undefined => {
  const key = (type ?? '').toLowerCase().replaceAll(/[./]/g, '_');
  const label = Object.hasOwn(lasting, key) ? lasting[key] : undefined;
  const name = label === undefined ? undefined : labels[label];
  return name === undefined ? undefined : `gcp:${key.replaceAll('_', '-')}/${name}`;
};

/** Labels of Kubernetes as Cloud Monitoring calls them, in the words that everybody else uses. */
export const workloadLabels = (system: Labels): Record<string, string> => {
  const [kind, name] = [system['top_level_controller_type'], system['top_level_controller_name']];
  return kind === undefined || name === undefined ? {} : { workload: name, workload_type: kind };
};
