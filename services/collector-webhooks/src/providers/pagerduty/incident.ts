import { factId, type AlertStatus, type Severity, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import type { Said } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, severityOfWord } from '../../provider/wording.js';
import type { Around, Incident } from './schema.js';

/** What happened to an incident. `of`: the first firing itself (a statement of it), a new firing, or something that follows. */
export interface Word extends Around {
  readonly type: string;
  readonly status: AlertStatus;
  readonly of: 'first' | 'again' | 'after';
  readonly at: Time;
  readonly endpoint: string | undefined;
  readonly receivedAt: Time;
}

/** The alert that an incident is; the reason why it is none as text. */
export const fromIncident = (incident: Incident, word: Word): Said | string => {
  const account = accountOf(incident.html_url) ?? word.endpoint;
  const created = instant(incident.created_at);
  if (word.of === 'first' && !word.type.startsWith('incident.trigger') && (created === undefined || incident.status === 'resolved')) return `${word.type} of an incident whose start is not told`;
  const service = incident.service ?? undefined;
  const merged = incident.resolve_reason?.incident ?? undefined;
  const keys = incident.alerts?.flatMap(({ alert_key: key }) => key ?? []) ?? [];
  return alertSaid({
    // The first firing is named by the incident alone, what follows by its second: the API tells no more of either.
    id: factId('alert', 'pagerduty', account, incident.id, ...(word.of === 'first' ? [] : [word.type, word.at.slice(0, 19)])),
    of: ['pagerduty', account, incident.id],
    status: word.status,
    class: classOf(incident.title),
    severity: severityOf(incident),
    startsAt: word.of === 'again' ? word.at : created ?? word.at,
    endsAt: word.at,
    updatedAt: word.at,
    observedAt: word.receivedAt,
    entities: service === undefined ? [] : [service.summary ?? service.name, `pagerduty:service/${service.id}`],
    titles: [incident.title, `Incident ${incident.number ?? incident.id}`],
    labels: {
      incident: incident.id, number: incident.number, urgency: incident.urgency, priority: incident.priority?.summary ?? incident.priority?.name, type: incident.incident_type?.name,
      incidentKey: incident.incident_key, alertKeys: keys.slice(0, 20).join(','), client: word.client?.name, clientUrl: word.client?.url,
      ...(isIntegration(word) ? { integration: word.agent?.summary } : { by: word.agent?.summary ?? word.agent?.name }),
      resolveReason: incident.resolve_reason?.type, mergedInto: merged?.id,
    },
    links: [
      ['PagerDuty', incident.html_url], [word.client?.name ?? 'Triggered by', word.client?.url], ['Integration', isIntegration(word) ? word.agent?.html_url : undefined],
      ['Conference', incident.conference_bridge?.conference_url], ['Merged into', merged?.html_url],
    ],
  });
};

const isIntegration = ({ agent }: Around): boolean => agent?.type?.includes('integration') ?? false;

/** `acme` of `https://acme.pagerduty.com/incidents/...`, also of `acme.eu.pagerduty.com`. */
const accountOf = (url: string | undefined): string | undefined => /^https:\/\/([\w-]{1,100})(?:\.eu)?\.pagerduty\.com\//.exec(url ?? '')?.[1];

/** Priorities have names of the account's own: `P1`, `SEV-2`, `P1 - Critical`. */
const severityOf = ({ priority, urgency }: Incident): Severity => {
  const name = priority?.summary ?? priority?.name;
  return severityOfWord(name) ?? severityOfWord(name?.split(/[^\w-]/, 1)[0]) ?? (urgency === 'low' ? 'low' : 'high');
};
