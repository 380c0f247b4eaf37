import { factId, type AlertStatus, type Severity, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { maybe } from '../../provider/lenient.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut } from '../../provider/wording.js';
import type { Hook, MetricAlert } from './schema.js';
import { organisationIn } from './where.js';

const meanings: Readonly<Record<string, { status: AlertStatus; severity: Severity }>> = {
  critical: { status: 'firing', severity: 'critical' },
  warning: { status: 'firing', severity: 'medium' },
  open: { status: 'firing', severity: 'high' },
  resolved: { status: 'resolved', severity: 'medium' },
};

/** A rule over a metric of some projects has one incident at a time: warning and critical are of one firing. */
export const fromMetricAlert = (hook: Hook, alert: MetricAlert, told: Time | undefined, { endpoint, receivedAt }: Delivery): Normalized => {
  const meaning = Object.hasOwn(meanings, hook.action) ? meanings[hook.action] : undefined;
  if (meaning === undefined) return skip(`metric_alert.${cut(hook.action, 60)} says nothing of how it stands`);
  const rule = alert.alert_rule ?? undefined;
  const [url, title, text] = ['web_url', 'description_title', 'description_text'].map((name) => maybe.parse(hook.data[name]));
  const organisation = hook.installation?.organization?.slug ?? organisationIn(url);
  const instance = hook.installation?.uuid ?? organisation ?? endpoint;
  const projects = [...new Set([...alert.projects, ...(rule?.projects ?? [])])].filter((slug) => slug !== '').sort().slice(0, 50);
  const began = instant(alert.date_started) ?? instant(alert.date_detected) ?? instant(alert.date_created);
  const at = meaning.status === 'resolved' ? instant(alert.date_closed) ?? told ?? receivedAt : told ?? began ?? receivedAt;
  return ok([alertSaid({
    id: factId('alert', 'sentry', instance, 'metric', alert.id, ...(meaning.status === 'firing' ? [] : ['resolved'])),
    of: ['sentry', instance, 'metric', rule?.id ?? alert.id, ...projects],
    instance: organisation,
    status: meaning.status,
    class: classOf(rule?.name ?? alert.title, rule?.aggregate, rule?.query, text),
    severity: meaning.severity,
    startsAt: began ?? at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: rule?.environment,
    entities: [...projects.map((slug) => `sentry:project/${slug}`), rule?.id === undefined ? undefined : `sentry:rule/${rule.id}`],
    titles: [rule?.name, title, alert.title],
    labels: { incident: alert.id, rule: rule?.id, aggregate: rule?.aggregate, query: rule?.query, heading: title, description: text, projects: projects.join(', ') },
    links: [['Sentry', url]],
  })]);
};
