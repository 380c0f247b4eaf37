import { factId, type AlertClass, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, type Said, ok, skip } from '../../provider/contract.js';
import { groupKeyHash } from '../../provider/group-key.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn, firstOf, isExporter, spoken } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Entry, Notification } from './schema.js';

/** One event for each alert of the group. */
export const fromNotification = (said: Notification, delivery: Delivery): Normalized => {
  const told = said.alerts.filter(({ labels, fingerprint }) => fingerprint !== undefined || Object.keys(labels).length > 0);
  const events = told.map((entry) => alert(entry, said, delivery));
  if (said.truncatedAlerts > 0 && told.length > 0) events.push(truncated(told, said, delivery));
  return events.length === 0 ? skip('alerts without labels and fingerprint: nothing tells which they are') : ok(events);
};

/** Which Grafana: its address and organisation; the label sets of two may be equal. */
const instanceOf = ({ externalURL, orgId }: Notification, endpoint: string | undefined): string | undefined => {
  const host = /^https?:\/\/([\w.-]{1,200}(?::\d{1,5})?)/i.exec(externalURL ?? '')?.[1];
  const name = host === undefined || /^(localhost|127\.)/.test(host) ? endpoint : host;
  return name === undefined || orgId === undefined || orgId === '1' ? name : `${name}/org-${orgId}`;
};

const alert = (entry: Entry, said: Notification, { endpoint, receivedAt }: Delivery): Said => {
  const { labels, annotations } = entry;
  const instance = instanceOf(said, endpoint);
  const resolved = (entry.status ?? said.status)?.toLowerCase() === 'resolved';
  const startsAt = instant(entry.startsAt);
  const at = resolved ? instant(entry.endsAt) ?? receivedAt : startsAt ?? receivedAt;
  const key = entry.fingerprint ?? Object.entries(labels).map((pair) => pair.join('=')).sort().join(',');
  const rule = labels['__alert_rule_uid__'] ?? /\/alerting\/(?:grafana\/)?([\w-]{1,100})\/(?:view|edit)/.exec(cut(entry.generatorURL ?? '', 1000))?.[1];
  // Of a rule that finds no data, or cannot ask, the alert is another one, named after what failed; its own rule is a label.
  const name = labels['rulename'] ?? labels['alertname'];
  // Grafana's "Test" button: it is never resolved.
  const test = labels['alertname'] === 'TestAlert' && labels['instance'] === 'Grafana';
  const job = labels['job'] !== undefined && !isExporter(labels['job']) ? `prometheus:job/${labels['job']}` : undefined;
  return alertSaid({
    id: factId('alert', 'grafana', instance, key, startsAt ?? receivedAt, resolved ? 'resolved' : 'firing'),
    of: ['grafana', instance, key],
    status: resolved ? 'resolved' : 'firing',
    class: classIn(labels['alertname'], name, annotations),
    severity: severityOfWord(firstOf(labels, 'severity', 'priority', 'level')) ?? severityOfWord(annotations['severity']) ?? (test ? 'info' : 'medium'),
    expiresAfter: test ? 'PT15M' : undefined,
    startsAt: at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), job, rule === undefined ? undefined : `grafana:rule/${rule}`, name === undefined ? undefined : `grafana:alert/${name}`],
    titles: [annotations['summary'], annotations['title'], annotations['description'], annotations['message'], entry.title, name],
    labels: { ...labels, receiver: said.receiver, groupKeyHash: groupKeyHash(said.groupKey), values: valuesIn(entry), startsAt: resolved ? startsAt : undefined, description: annotations['description'], error: annotations['Error'] },
    links: [
      ['Grafana', entry.generatorURL], ['Panel', entry.panelURL], ['Dashboard', entry.dashboardURL], ['Runbook', firstOf(annotations, 'runbook_url', 'runbook')], ['Silence', entry.silenceURL],
      ['Grafana', entry.generatorURL === undefined ? said.externalURL : undefined],
    ],
  });
};

const classIn = (alertname: string | undefined, name: string | undefined, annotations: Entry['annotations']): AlertClass => {
  if (alertname === 'DatasourceNoData') return 'availability';
  return alertname === 'DatasourceError' ? 'other' : classOf(spoken(name), annotations['summary'], annotations['description']);
};

const valuesIn = ({ values, valueString }: Entry): string | undefined => Object.entries(values).map(([name, value]) => `${name}=${value}`).join(', ') || valueString;

/** The contact point's `maxAlerts` cut the group: that nobody hears of the rest must be heard. */
const truncated = (told: readonly Entry[], said: Notification, { endpoint, receivedAt }: Delivery): Said => {
  const instance = instanceOf(said, endpoint);
  const { commonLabels: labels, receiver = '?' } = said;
  const key = said.groupKey ?? receiver;
  const at: Time = told.flatMap(({ startsAt }) => instant(startsAt) ?? []).sort().at(-1) ?? receivedAt;
  return alertSaid({
    id: factId('alert', 'grafana', instance, 'truncated', key, at),
    of: ['grafana', instance, 'truncated', key],
    status: 'firing',
    class: 'other',
    severity: 'low',
    startsAt: at,
    expiresAfter: 'PT1H',
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), `grafana:receiver/${receiver}`],
    titles: [`Grafana left out ${said.truncatedAlerts} alerts of a group: raise the maximum of contact point ${cut(receiver, 100)}`],
    labels: { ...labels, receiver, groupKey: said.groupKey, truncatedAlerts: said.truncatedAlerts },
    links: [['Grafana', said.externalURL]],
  });
};
