import { faults, factId, type Severity } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, severityOfPriority, title } from '../../provider/wording.js';
import { Notification, plainNames } from './schema.js';
import { entitiesOf, one, tagsOf } from './tags.js';
import { headingOf, monitorIn, transitionOf, type Transition } from './transition.js';

/** A monitor's notification, from our template, from Datadog's default body, or from a template that names the same variables. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  const said = Notification.safeParse(plainNames(body));
  return said.success ? fromNotification(said.data, delivery) : reject(faults(said.error));
};

const fromNotification = (said: Notification, { endpoint, receivedAt }: Delivery): Normalized => {
  const heading = headingOf(said.eventtitle ?? said.alerttitle ?? '');
  const monitor = said.alertid ?? monitorIn(`${said.link ?? ''} ${said.eventmsg ?? ''}`);
  if (monitor === undefined) return skip(`no monitor: an event of type ${cut(said.eventtype ?? 'unknown', 60)}`);
  const word = said.alerttransition ?? heading.transition ?? (said.alerttype?.toLowerCase() === 'success' ? 'Recovered' : 'Triggered');
  const transition = transitionOf(word);
  if (transition === undefined) return skip(`transition ${cut(word, 60)} is not one we know`);

  const group = groupOf(said.alertscope ?? heading.group?.split(',') ?? []);
  const tags = tagsOf([...(said.tags ?? []), ...group]);
  const at = instant(said.date) ?? instant(said.lastupdated) ?? receivedAt;
  const instance = said.orgname ?? said.orgid ?? endpoint;
  const fingerprint = `datadog:${[said.orgid ?? instance ?? '', monitor, ...group].map((part) => part.replaceAll(':', '=')).join(':')}`;
  // The date, not `$ID`: the events API tells the same date, and names its events otherwise.
  const saidWhen = instant(said.date) ?? instant(said.lastupdated) ?? said.id ?? said.alertcyclekey ?? '';
  const environment = one(tags, 'env', 'environment');
  const cluster = one(tags, 'kube_cluster_name', 'cluster_name');
  const name = heading.name || said.alerttitle || `Monitor ${monitor}`;
  return ok([{
    kind: 'alert',
    event: {
      id: factId('alert', 'datadog', said.orgid ?? instance, monitor, group.join(','), transition.word, saidWhen),
      fingerprint: cut(fingerprint, 500),
      status: transition.status,
      class: transition.word === 'no data' ? 'availability' : classOf(name, said.alertmetric, said.alertquery),
      severity: severityOf(said.alertpriority ?? heading.priority, transition.word),
      ...(transition.status === 'resolved' ? { endsAt: at } : { startsAt: at }),
      updatedAt: at,
      observedAt: receivedAt,
      ...(environment === undefined ? {} : { environment }),
      ...(cluster === undefined ? {} : { cluster }),
      entities: [...entitiesOf(tags), `datadog:monitor/${cut(monitor, 100)}`],
      title: title(name),
      labels: labelsOf(said, tags, { monitor, transition: word, group: group.join(',') }),
      links: said.link === undefined ? [] : [{ title: 'Datadog', url: cut(said.link, 4000) }],
      source: { provider: 'datadog', ...(instance === undefined ? {} : { instance: cut(instance, 400) }), ...(said.link === undefined ? {} : { url: cut(said.link, 4000) }) },
    },
  }]);
};

/** What the monitor is grouped by, sorted: of a monitor without groups Datadog says `*`, or nothing. */
const groupOf = (scope: readonly string[]): string[] => [...new Set(scope.map((tag) => tag.trim()).filter((tag) => tag !== '' && tag !== '*'))].sort();

const severityOf = (priority: string | undefined, word: Transition['word']): Severity => severityOfPriority(priority) ?? (word === 'alert' ? 'high' : 'medium');

const labelsOf = (said: Notification, tags: ReadonlyMap<string, readonly string[]>, ours: Record<string, string>): Record<string, string> => {
  const labels = new Map([...tags].slice(0, 50).map(([key, values]): [string, string] => [cut(key, 200), cut(values.join(','), 400)]));
  const facts = { ...ours, cycle: said.alertcyclekey, metric: said.alertmetric, query: said.alertquery, statusText: said.alertstatus, host: said.hostname };
  for (const [key, value] of Object.entries(facts)) if (value) labels.set(key, cut(value, 1000));
  return Object.fromEntries(labels);
};
