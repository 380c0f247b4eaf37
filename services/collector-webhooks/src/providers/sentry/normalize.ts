import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { fromEvent, fromPlugin } from './event.js';
import { fromIssue } from './issue.js';
import { fromMetricAlert } from './metric-alert.js';
import { Event, Hook, Issue, MetricAlert, Plugin } from './schema.js';

/** A webhook of an integration, or of the legacy plugin. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body, headers } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  const told = instant(headers['sentry-hook-timestamp']);
  if (!('action' in body) && 'event' in body) {
    const plugin = Plugin.safeParse(body);
    return plugin.success ? fromPlugin(plugin.data, delivery) : reject(faults(plugin.error));
  }
  const hook = Hook.safeParse(body);
  if (!hook.success) return reject(faults(hook.error));
  const { data } = hook.data;
  if ('metric_alert' in data) {
    const alert = MetricAlert.safeParse(data['metric_alert']);
    return alert.success ? fromMetricAlert(hook.data, alert.data, told, delivery) : reject(`data.metric_alert: ${faults(alert.error)}`);
  }
  if ('event' in data || 'error' in data) {
    const event = Event.safeParse(data['event'] ?? data['error']);
    return event.success ? fromEvent(hook.data, event.data, told, delivery) : reject(`data.event: ${faults(event.error)}`);
  }
  if ('issue' in data) {
    const issue = Issue.safeParse(data['issue']);
    return issue.success ? fromIssue(hook.data, issue.data, told, delivery) : reject(`data.issue: ${faults(issue.error)}`);
  }
  return skip(`${cut(headers['sentry-hook-resource'] ?? Object.keys(data)[0] ?? 'webhook', 60)}.${cut(hook.data.action, 60)} says nothing of an alert`);
};
