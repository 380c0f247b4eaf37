import { topics, type EventKind, type TopicName, type TopicSpec } from '@culprit/domain';

interface Carried { readonly partitionBy: string; readonly key: string; readonly what: string; readonly event?: EventKind }

/** What stands on each topic, and what its records are partitioned and keyed by. */
const carried = {
  deliveries: { partitionBy: 'endpoint', key: 'delivery', what: 'Webhook deliveries as they came in, before they are understood.' },
  changes: { partitionBy: 'change id', key: 'change id', what: 'Statements about changes.', event: 'change' },
  alerts: { partitionBy: 'environment', key: 'fingerprint', what: 'Statements about alerts.', event: 'alert' },
  dependencies: { partitionBy: 'environment', key: 'from, to, environment, kind, source, validFrom', what: 'Who calls whom.', event: 'dependency' },
  catalog: { partitionBy: 'environment', key: 'source, environment, name', what: 'What is known of services.', event: 'service' },
  incidents: { partitionBy: 'environment', key: 'incident id', what: 'Revisions of incidents, each whole. The highest revision of an id counts, then the later offset.', event: 'incident' },
  coverage: { partitionBy: 'source, instance', key: 'source, instance', what: 'What collectors have seen, and where they were blind.', event: 'coverage' },
  feedback: { partitionBy: 'incident id', key: 'id', what: 'What people say of suspects.', event: 'feedback' },
  dlq: { partitionBy: 'stage', key: 'none', what: 'Dead letters: what could not be understood, and why.' },
  k8sState: { partitionBy: 'cluster, kind, uid', key: 'cluster, kind, uid', what: 'The last seen state of Kubernetes objects.' },
} satisfies Record<TopicName, Carried>;

const days = (ms: number): string => `${ms / 86_400_000} days`;
const kept = (topic: TopicSpec): string =>
  topic.compacted ? `compacted${topic.keptMs === undefined ? '' : `, at least ${days(topic.keptMs)} whole`}` : `kept ${days(topic.keptMs ?? 0)}`;

const channel = (name: TopicName) => {
  const topic: TopicSpec = topics[name];
  const { partitionBy, key, what, event }: Carried = carried[name];
  return {
    address: topic.name,
    description: `${what} Partitioned by ${partitionBy}; key: ${key}; ${kept(topic)}.`,
    messages: { [event ?? 'record']: { $ref: `#/components/messages/${event ?? name}` } },
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'cleanup.policy': [topic.compacted ? 'compact' : 'delete'], ...(topic.compacted || topic.keptMs === undefined ? {} : { 'retention.ms': topic.keptMs }) },
        bindingVersion: '0.5.0',
      },
    },
  };
};

const message = (name: TopicName) => {
  const { key, what, event }: Carried = carried[name];
  const bindings = { kafka: { key: { type: 'string', description: key }, bindingVersion: '0.5.0' } };
  if (event === undefined) return { name, summary: what, description: 'For the rooms of Culprit alone; its shape may change with any version.', bindings };
  return {
    name: event,
    summary: what,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/cloudEvent' },
    payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: { $ref: `./${event}.schema.json` } },
    bindings,
  };
};

/** CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the record's value is the event. */
const cloudEvent = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'content-type'],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', description: 'Names the statement; the event\'s own id names the fact.' },
    ce_source: { type: 'string', format: 'uri-reference' },
    ce_type: { type: 'string', description: 'culprit.change.<kind>.<phase>, culprit.alert.<status>, culprit.incident.<what happened first>, ...' },
    ce_time: { type: 'string', format: 'date-time', description: 'When the thing happened, not when it was seen.' },
    'content-type': { type: 'string', const: 'application/json' },
  },
};

/** The AsyncAPI 3.0 document of the event log. */
export const asyncapi = (version: string) => {
  const names = Object.keys(topics) as TopicName[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Culprit: the event log',
      version,
      description: 'Every topic of the log and what its records are. Unknown fields, and values of an enumeration that a reader does not know, must be borne. Order is promised per partition key; delivery is at least once.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(names.map((name) => [name, channel(name)])),
    operations: Object.fromEntries(names.map((name) => [`read-${name}`, { action: 'receive', channel: { $ref: `#/channels/${name}` }, summary: carried[name].what }])),
    components: {
      messages: Object.fromEntries(names.map((name) => [(carried[name] as Carried).event ?? name, message(name)])),
      schemas: { cloudEvent },
    },
  };
};
