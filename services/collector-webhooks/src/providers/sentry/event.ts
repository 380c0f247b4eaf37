import { factId } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, type Said, ok, reject } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { severityOfWord } from '../../provider/wording.js';
import type { Event, Hook, Plugin } from './schema.js';
import { classOfError } from './issue.js';
import { issueIn, organisationIn, projectIn } from './where.js';

interface Told {
  readonly event: Event;
  readonly issue: string;
  readonly instance: string | undefined;
  readonly organisation: string | undefined;
  readonly project: string | undefined;
  readonly title: string | undefined;
  readonly rule: string | undefined;
  readonly url: string | undefined;
  readonly at: string;
  readonly receivedAt: string;
}

/** An issue alert's rule that fired, or a single error: its issue is in trouble, for as long as it is told again. */
export const fromEvent = (hook: Hook, event: Event, told: string | undefined, { endpoint, receivedAt }: Delivery): Normalized => {
  const issue = event.issue_id ?? issueIn(event.issue_url, event.web_url);
  if (issue === undefined) return reject('data.event: neither issue_id nor issue_url: which issue?');
  const organisation = hook.installation?.organization?.slug ?? organisationIn(event.web_url, event.url);
  const rule = hook.data['triggered_rule'];
  return ok([alert({
    event, issue, organisation, receivedAt,
    instance: hook.installation?.uuid ?? organisation ?? endpoint,
    project: projectIn(event.url) ?? event.project.slug ?? event.project.id,
    title: event.title ?? event.message,
    rule: typeof rule === 'string' ? rule : undefined,
    url: event.web_url,
    at: timeOfEvent(event) ?? told ?? receivedAt,
  })]);
};

export const fromPlugin = ({ event, ...said }: Plugin, { endpoint, receivedAt }: Delivery): Normalized => ok([alert({
  event: { ...event, level: event.level ?? said.level, culprit: event.culprit ?? said.culprit },
  issue: said.id,
  organisation: organisationIn(said.url),
  receivedAt,
  instance: organisationIn(said.url) ?? endpoint,
  project: said.project_slug ?? said.project,
  title: event.title ?? said.message ?? event.message,
  rule: said.triggering_rules.join(', ') || undefined,
  url: said.url,
  at: timeOfEvent(event) ?? receivedAt,
})]);

const timeOfEvent = ({ datetime, timestamp, received }: Event): string | undefined => instant(datetime) ?? instant(timestamp) ?? instant(received);

const alert = ({ event, issue, instance, organisation, project, title, rule, url, at, receivedAt }: Told): Said => alertSaid({
  id: factId('alert', 'sentry', instance, 'event', issue, event.event_id ?? at),
  of: ['sentry', instance, 'issue', issue],
  instance: organisation,
  status: 'firing',
  class: classOfError(event.level ?? event.tags['level'], title, event.culprit),
  severity: severityOfWord(event.level ?? event.tags['level']) ?? 'medium',
  startsAt: at,
  // A rule tells again while it goes on, half-hourly as Sentry ships it, and never that it ended.
  expiresAfter: 'PT1H',
  updatedAt: at,
  observedAt: receivedAt,
  environment: event.environment ?? environmentIn(event.tags),
  cluster: clusterIn(event.tags),
  entities: [...entitiesIn(event.tags), project === undefined ? undefined : `sentry:project/${project}`],
  titles: [title, event.culprit, `Sentry issue ${issue}`],
  labels: { issue, event: event.event_id, culprit: event.culprit, level: event.level ?? event.tags['level'], release: event.release ?? event.tags['release'], rule, project, server: event.tags['server_name'] },
  links: [['Sentry', url]],
});
