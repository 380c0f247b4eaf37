import { faults, factId } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn, firstOf } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import { resourceEntity, workloadLabels } from './resource.js';
import { Notification } from './schema.js';

/** An incident of an alerting policy opens or closes; one that stays open is told again unchanged. */
export const normalize = ({ body, endpoint, receivedAt }: Delivery): Normalized => {
  const said = Notification.safeParse(body);
  if (!said.success) return reject(faults(said.error));
  const { incident, version } = said.data;
  const state = incident.state.toLowerCase();
  if (state !== 'open' && state !== 'closed' && state !== 'acknowledged') return skip(`state ${cut(incident.state, 60)} says neither that it opened nor that it closed`);
  const status = ({ open: 'firing', acknowledged: 'acknowledged', closed: 'resolved' } as const)[state];
  const began = instant(incident.started_at);
  const at = status === 'resolved' ? instant(incident.ended_at) ?? receivedAt : began ?? receivedAt;
  const project = incident.scoping_project_id ?? /[?&]project=([\w:.-]{1,100})/.exec(cut(incident.url ?? '', 1000))?.[1];
  const [resource, metric, metadata] = [incident.resource?.labels ?? {}, incident.metric?.labels ?? {}, incident.metadata ?? { system_labels: {}, user_labels: {} }];
  const labels = { ...resource, ...metric, ...workloadLabels(metadata.system_labels), ...incident.policy_user_labels, ...metadata.user_labels };
  const policy = /\/alertPolicies\/([\w-]{1,100})/.exec(`${incident.condition?.name ?? ''} ${incident.policy_name ?? ''}`)?.[1] ?? incident.policy_name;
  const test = version === 'test';
  return ok([alertSaid({
    id: factId('alert', 'gcp-monitoring', project ?? endpoint, incident.incident_id, ...(status === 'firing' ? [] : [status])),
    of: ['gcp-monitoring', project ?? endpoint, incident.incident_id],
    status,
    class: classOf(incident.condition_name, incident.metric?.displayName, incident.metric?.type?.replaceAll('_', ' '), incident.summary, incident.policy_name),
    severity: test ? 'info' : severityOfWord(incident.severity) ?? severityOfWord(firstOf(labels, 'severity', 'priority')) ?? severityOfWord(metadata.system_labels['severity']) ?? 'medium',
    startsAt: began ?? at,
    endsAt: at,
    // The test of the console is never closed.
    expiresAfter: test ? 'PT15M' : undefined,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), resourceEntity(incident.resource?.type, resource), policy === undefined ? undefined : `gcp:alert-policy/${policy}`],
    titles: [incident.summary, incident.documentation.subject, incident.condition_name, incident.policy_name],
    labels: {
      ...labels, incident: incident.incident_id, policy: incident.policy_name, condition: incident.condition_name, resource: incident.resource_display_name ?? incident.resource_name, resourceType: incident.resource?.type ?? incident.resource_type_display_name,
      metric: incident.metric?.type, value: incident.observed_value, threshold: incident.threshold_value, documentation: incident.documentation.content,
    },
    links: [['Google Cloud', incident.url], ...(incident.documentation.links ?? []).slice(0, 10).map(({ displayName, url }) => [cut(displayName ?? 'Link', 100), url] as const)],
  })]);
};
