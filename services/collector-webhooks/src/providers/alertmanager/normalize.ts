import { faults, factId, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, type Said, ok, reject, skip } from '../../provider/contract.js';
import { groupKeyHash } from '../../provider/group-key.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn, firstOf, isExporter, spoken } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import { fingerprintOf } from './fingerprint.js';
import { Entries, type Entry, Notification, Single } from './schema.js';

/** A notification of Alertmanager, or the bare list of alerts that Prometheus posts and the API answers. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (Array.isArray(body)) {
    if (body.length === 0) return skip('an empty list of alerts');
    const entries = Entries.safeParse(body);
    return entries.success ? all(entries.data, {}, delivery) : reject(faults(entries.error));
  }
  if (body === null || typeof body !== 'object') return reject('the body is neither a notification nor a list of alerts');
  if ('alert' in body && !('alerts' in body)) return reject('a webhook of version 1 or 2, which tells no group: update Alertmanager to 0.4 or later');
  if ('labels' in body && !('alerts' in body)) return single(body, delivery);
  const said = Notification.safeParse(body);
  if (!said.success) return reject(faults(said.error));
  return all(said.data.alerts, said.data, delivery);
};

/** What kube-prometheus and others let fire for ever, as a heartbeat or to inhibit others. */
const alwaysFiring = /^(Watchdog|DeadMansSwitch|InfoInhibitor)$/;

/** One alert alone, as scripts post it: what Alertmanager would have as annotations may stand beside the labels, and the summary be its only name. */
const single = (body: object, delivery: Delivery): Normalized => {
  const said = Single.safeParse(body);
  if (!said.success) return reject(faults(said.error));
  const { summary, description, ...entry } = said.data;
  const fingerprint = entry.fingerprint ?? fingerprintOf({ ...(summary === undefined ? {} : { summary }), ...entry.labels });
  const annotations = { ...(summary === undefined ? {} : { summary }), ...(description === undefined ? {} : { description }), ...entry.annotations };
  return all([{ ...entry, annotations, fingerprint }], {}, delivery);
};

type Group = Partial<Pick<Notification, 'receiver' | 'groupKey' | 'commonLabels' | 'externalURL' | 'truncatedAlerts'>>;

const all = (entries: readonly Entry[], group: Group, delivery: Delivery): Normalized => {
  if (entries.some((entry) => Object.keys(entry.labels).length === 0 && entry.fingerprint === undefined)) return reject('alerts: one has neither labels nor a fingerprint');
  const loud = entries.filter(({ status }) => typeof status !== 'object' || status?.state !== 'suppressed');
  if (loud.length === 0) return skip(`${entries.length} alerts, all silenced or inhibited`);
  const heard = loud.filter(({ labels }) => !alwaysFiring.test(labels['alertname'] ?? ''));
  if (heard.length === 0) return skip(`${loud[0]?.labels['alertname']}, which fires to show that alerts arrive`);
  const events = heard.map((entry) => alert(entry, group, delivery));
  return ok(group.truncatedAlerts ? [...events, truncated(group.truncatedAlerts, heard, group, delivery)] : events);
};

const alert = (entry: Entry, group: Group, { endpoint, receivedAt }: Delivery): Said => {
  const { labels, annotations } = entry;
  const fingerprint = entry.fingerprint ?? fingerprintOf(labels);
  const startsAt = instant(entry.startsAt);
  const ended = endOf(entry, receivedAt);
  const name = labels['alertname'];
  const job = labels['job'] !== undefined && !isExporter(labels['job']) ? `prometheus:job/${labels['job']}` : undefined;
  return alertSaid({
    // Named by when it began, which notification, resend and API tell alike; only a script tells no time, and then a later one is another.
    id: factId('alert', 'alertmanager', endpoint, fingerprint, startsAt ?? receivedAt, ended === undefined ? 'firing' : 'resolved'),
    of: ['alertmanager', endpoint, fingerprint],
    status: ended === undefined ? 'firing' : 'resolved',
    class: classOf(spoken(name), annotations['summary'], annotations['description'], annotations['message']),
    severity: severityOfWord(firstOf(labels, 'severity', 'priority', 'level')) ?? severityOfWord(annotations['severity']) ?? 'medium',
    startsAt: startsAt ?? receivedAt,
    expiresAfter: entry.startsAt === undefined ? 'P1D' : undefined,
    endsAt: ended,
    updatedAt: ended ?? startsAt ?? receivedAt,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), job, name === undefined ? undefined : `prometheus:alert/${name}`],
    titles: [annotations['summary'], annotations['title'], annotations['message'], annotations['description'], name],
    labels: { ...labels, receiver: group.receiver, groupKeyHash: groupKeyHash(group.groupKey), startsAt: ended === undefined ? undefined : startsAt, description: annotations['description'] },
    links: [['Prometheus', entry.generatorURL], ['Runbook', firstOf(annotations, 'runbook_url', 'runbook')], ['Dashboard', firstOf(annotations, 'dashboard_url', 'dashboard', 'dashboardURL')], ['Alertmanager', group.externalURL]],
  });
};

/** When it ended; undefined while it fires. Prometheus says no status: there an end that lies ahead is when it would be forgotten. */
const endOf = ({ status, endsAt }: Entry, receivedAt: Time): Time | undefined => {
  const end = instant(endsAt);
  if (typeof status === 'string') return status.toLowerCase() === 'resolved' ? end ?? receivedAt : undefined;
  return end !== undefined && end <= receivedAt ? end : undefined;
};

/** `max_alerts` cut the group: that nobody hears of the rest must be heard. */
const truncated = (count: number, heard: readonly Entry[], group: Group, { endpoint, receivedAt }: Delivery): Said => {
  const labels = group.commonLabels ?? {};
  const key = group.groupKey ?? fingerprintOf(labels);
  const at = heard.flatMap(({ startsAt, endsAt }) => instant(startsAt) ?? instant(endsAt) ?? []).sort().at(-1) ?? receivedAt;
  return alertSaid({
    id: factId('alert', 'alertmanager', endpoint, 'truncated', key, at),
    of: ['alertmanager', endpoint, 'truncated', key],
    status: 'firing',
    class: 'other',
    severity: 'low',
    startsAt: at,
    expiresAfter: 'PT1H',
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), group.receiver === undefined ? undefined : `alertmanager:receiver/${group.receiver}`],
    titles: [`Alertmanager left out ${count} alerts of a group: raise max_alerts of receiver ${cut(group.receiver ?? '?', 100)}`],
    labels: { ...labels, receiver: group.receiver, groupKey: group.groupKey, truncatedAlerts: count },
    links: [['Alertmanager', group.externalURL]],
  });
};
