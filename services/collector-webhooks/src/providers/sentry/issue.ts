import { factId, type AlertClass, type AlertStatus, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Hook, Issue } from './schema.js';
import { organisationIn } from './where.js';

const meanings: Readonly<Record<string, { status: AlertStatus; of: 'first' | 'again' | 'after' }>> = {
  created: { status: 'firing', of: 'first' },
  unresolved: { status: 'firing', of: 'again' },
  resolved: { status: 'resolved', of: 'after' },
  // Whoever archives an issue wants to hear no more of it.
  ignored: { status: 'resolved', of: 'after' },
  archived: { status: 'resolved', of: 'after' },
};

/** The life of an issue. */
export const fromIssue = (hook: Hook, issue: Issue, told: Time | undefined, { endpoint, receivedAt }: Delivery): Normalized => {
  const meaning = Object.hasOwn(meanings, hook.action) ? meanings[hook.action] : undefined;
  if (meaning === undefined) return skip(`issue.${cut(hook.action, 60)} says nothing of how an issue stands`);
  const url = issue.web_url ?? issue.permalink;
  const instance = hook.installation?.uuid ?? organisationIn(url) ?? endpoint;
  const began = instant(issue.firstSeen);
  const at = meaning.of === 'first' ? began ?? told ?? receivedAt : told ?? receivedAt;
  const { id: project, slug } = issue.project;
  return ok([alertSaid({
    id: factId('alert', 'sentry', instance, 'issue', issue.id, ...(meaning.of === 'first' ? [] : [hook.action, at])),
    of: ['sentry', instance, 'issue', issue.id],
    instance: hook.installation?.organization?.slug ?? organisationIn(url),
    status: meaning.status,
    class: classOfIssue(issue),
    severity: severityOfWord(issue.level) ?? 'medium',
    startsAt: at,
    endsAt: at,
    // People resolve issues late or never: one of which nothing more is heard lapses.
    expiresAfter: meaning.status === 'firing' ? 'P1D' : undefined,
    updatedAt: at,
    observedAt: receivedAt,
    entities: [slug === undefined && project === undefined ? undefined : `sentry:project/${slug ?? project}`],
    titles: [issue.title, issue.culprit, `Sentry issue ${issue.shortId ?? issue.id}`],
    labels: { issue: issue.id, shortId: issue.shortId, culprit: issue.culprit, level: issue.level, substatus: issue.substatus, count: issue.count, users: issue.userCount, project: slug ?? project, by: hook.actor?.type === 'user' ? hook.actor.name : undefined },
    links: [['Sentry', url]],
  })]);
};

const classOfIssue = ({ issueCategory, level, title, culprit }: Issue): AlertClass => {
  switch (issueCategory) {
    case 'performance': return 'latency';
    case 'cron':
    case 'uptime': return 'availability';
    default: return classOfError(level, title, culprit);
  }
};

/** Sentry tells of errors; some are that something took too long, and fatal ones end a process. */
export const classOfError = (level: string | undefined, ...words: readonly (string | undefined)[]): AlertClass => {
  if (level === 'fatal') return 'crash';
  const said = classOf(...words);
  return said === 'latency' || said === 'crash' ? said : 'errors';
};
