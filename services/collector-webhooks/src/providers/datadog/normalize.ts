import { faults, factId, type Severity } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, severityOfPriority } from '../../provider/wording.js';
import { eventIn, fromChange } from './change.js';
import { Notification, plainNames } from './schema.js';
import { entitiesOf, one, tagsOf } from './tags.js';
import { headingOf, monitorIn, transitionOf, type Transition } from './transition.js';

/** A monitor's notification or a change event, from our template, from Datadog's default body, or from a template that names the same variables. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  const posted = eventIn(body);
  const said = Notification.safeParse(plainNames(posted ?? body));
  if (!said.success) return reject(faults(said.error));
  return fromChange(said.data, posted, delivery) ?? fromNotification(said.data, delivery);
};

const fromNotification = (said: Notification, { endpoint, receivedAt }: Delivery): Normalized => {
  const heading = headingOf(said.eventtitle ?? said.alerttitle ?? '');
  // A monitor may hide the links of its text, and Datadog's default body names it nowhere else: then its title does.
  const monitor = said.alertid ?? monitorIn(`${said.link ?? ''} ${said.eventmsg ?? ''}`) ?? (heading.transition === undefined ? undefined : cut(heading.name, 100) || undefined);
  if (monitor === undefined) return skip(`no monitor: an event of type ${cut(said.eventtype ?? 'unknown', 60)}`);
  const word = said.alerttransition ?? heading.transition ?? (said.alerttype?.toLowerCase() === 'success' ? 'Recovered' : 'Triggered');
  const transition = transitionOf(word);
  if (transition === undefined) return skip(`transition ${cut(word, 60)} is not one we know`);

  const group = groupOf(said.alertscope ?? heading.group?.split(',') ?? []);
  const tags = tagsOf([...(said.tags ?? []), ...group]);
  const at = instant(said.date) ?? instant(said.lastupdated) ?? receivedAt;
  const instance = said.orgname ?? said.orgid ?? endpoint;
  // The date to the second, not `$ID`: the events API tells the same date, and names its events otherwise.
  const saidWhen = (instant(said.date) ?? instant(said.lastupdated))?.slice(0, 19) ?? said.id ?? said.alertcyclekey ?? receivedAt;
  const name = heading.name || said.alerttitle || `Monitor ${monitor}`;
  return ok([alertSaid({
    id: factId('alert', 'datadog', said.orgid ?? instance, monitor, group.join(','), transition.word, saidWhen),
    of: ['datadog', said.orgid ?? instance, monitor, ...group],
    instance,
    status: transition.status,
    class: transition.word === 'no data' ? 'availability' : classOf(name, said.alertmetric, said.alertquery),
    severity: severityOf(said.alertpriority ?? heading.priority, transition.word),
    startsAt: at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: one(tags, 'env', 'environment'),
    cluster: one(tags, 'kube_cluster_name', 'cluster_name'),
    entities: [...entitiesOf(tags), `datadog:monitor/${cut(monitor, 100)}`],
    titles: [name],
    labels: {
      ...Object.fromEntries([...tags].slice(0, 50).map(([key, values]) => [key, cut(values.join(','), 400)])),
      monitor, transition: word, group: group.join(','), cycle: said.alertcyclekey, aggregKey: said.aggregkey, metric: said.alertmetric, query: said.alertquery, statusText: said.alertstatus, host: said.hostname,
    },
    // by this address PagerDuty and others name what they were told by
    links: [['Datadog', said.link], ['Monitor', monitorPage(said.link, monitor)]],
  })]);
};

/** On the site that the notification links to: there are several, and names of one's own. */
const monitorPage = (link: string | undefined, monitor: string): string | undefined => {
  const site = /^https:\/\/[\w.-]{1,200}(?=\/)/.exec(link ?? '')?.[0];
  return site === undefined ? undefined : `${site}/monitors/${encodeURIComponent(cut(monitor, 100).toWellFormed())}`;
};

/** What the monitor is grouped by, sorted: of a monitor without groups Datadog says `*`, or nothing. */
const groupOf = (scope: readonly string[]): string[] => [...new Set(scope.map((tag) => tag.trim()).filter((tag) => tag !== '' && tag !== '*'))].sort();

const severityOf = (priority: string | undefined, word: Transition['word']): Severity => severityOfPriority(priority) ?? (word === 'alert' ? 'high' : 'medium');
