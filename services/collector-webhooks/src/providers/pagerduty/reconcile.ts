import { z } from 'zod';
import { apiOf, paging, type Api, type Query } from '../../provider/api.js';
import { said } from '../../provider/lenient.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';

const Ids = z.array(z.string().regex(/^\w{1,50}$/, 'expected an id such as PIJ90N7')).max(500).default([]);
export const Reconcile = z.object({
  api: z.url().max(500).default('https://api.pagerduty.com').describe('Address of the REST API; in the EU https://api.eu.pagerduty.com.'),
  services: Ids.describe('Ids of the services whose incidents are asked for; empty: all.'),
  teams: Ids.describe('Ids of the teams whose incidents are asked for; empty: all.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Fields = z.looseObject({}).nullish();
const Incident = z.looseObject({ id: said, created_at: said, service: z.looseObject({ id: said }).nullish(), first_trigger_log_entry: z.looseObject({ agent: Fields, channel: Fields }).nullish().catch(undefined) });
type Incident = z.output<typeof Incident>;
const Entry = z.looseObject({ id: said, type: said, created_at: said, agent: Fields, service: z.looseObject({ id: said }).nullish(), incident: z.looseObject({ id: said, service: z.looseObject({ id: said }).nullish() }).nullish() });
type Entry = z.output<typeof Entry>;

const followed: Readonly<Record<string, string>> = {
  acknowledge_log_entry: 'incident.acknowledged', unacknowledge_log_entry: 'incident.unacknowledged', resolve_log_entry: 'incident.resolved', reopen_log_entry: 'incident.reopened',
};

const row = (event: object): Row => ({ body: { event } });
/** As a webhook tells it; a reference has for its title no more than `[#4] Crash reported`. */
const told = (incident: Readonly<Record<string, unknown>>): object =>
  ({ ...incident, number: incident['incident_number'], title: incident['title'] ?? String(incident['summary'] ?? '').replace(/^\[#\d+\] /, '') });

const triggered = (incident: Incident): Row => {
  const { agent, channel } = incident.first_trigger_log_entry ?? {};
  return row({ id: incident.id, event_type: 'incident.triggered', occurred_at: incident.created_at, agent, client: { name: channel?.['client'], url: channel?.['client_url'] }, data: told(incident) });
};

const PAGE = 100;
/** No list goes further. */
const FURTHEST = 10_000;

/** A list that begins with the newest; what lies behind its 10,000th is asked for as what came before that one. */
const listed = <T extends { readonly created_at: string }>(api: Api, path: string, field: string, schema: z.ZodType<T>, query: Query, until: string): AsyncGenerator<T[]> =>
  paging({ offset: 0, until }, async (at) => {
    const answer = z.object({ [field]: z.array(schema), more: z.boolean().nullish() });
    const { said: body } = await api.get(path, { ...query, until: at.until, limit: PAGE, offset: at.offset }, answer);
    const page = body[field] as T[];
    const offset = at.offset + PAGE;
    if (body['more'] !== true || page.length === 0) return { page, next: undefined };
    if (offset < FURTHEST) return { page, next: { offset, until: at.until } };
    const last = page.at(-1)?.created_at ?? at.until;
    if (last === at.until) throw new Error(`PagerDuty tells no more than ${FURTHEST} of ${path} of one second`);
    return { page, next: { offset: 0, until: last } };
  });

const gather = async function* ({ settings, token, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const authorization = /^pd\w{2}\+/.test(token) ? `Bearer ${token}` : `Token token=${token}`;
  const api = apiOf(settings.api, { authorization, accept: 'application/vnd.pagerduty+json;version=2' }, fetch);
  const of = { since, time_zone: 'UTC', 'team_ids[]': settings.teams };

  const incidents = { ...of, 'service_ids[]': settings.services, 'statuses[]': ['triggered', 'acknowledged', 'resolved'], 'include[]': 'first_trigger_log_entries', sort_by: 'created_at:desc' };
  const known = new Map<string, Incident>();
  for await (const page of listed(api, '/incidents', 'incidents', Incident, incidents, until)) {
    for (const incident of page) known.set(incident.id, incident);
    yield { rows: page.map(triggered) };
  }

  const wanted = ({ incident, service }: Entry): boolean => settings.services.length === 0 || settings.services.includes(String((incident?.service ?? service)?.id));
  for await (const page of listed(api, '/log_entries', 'log_entries', Entry, { ...of, 'include[]': 'incidents' }, until)) {
    const rows = page.flatMap((entry) => {
      const event = Object.hasOwn(followed, entry.type) ? followed[entry.type] : undefined;
      if (event === undefined || !entry.incident || !wanted(entry)) return [];
      // an incident that may not be seen whole is a reference, and the entry names its service
      return [row({ id: entry.id, event_type: event, occurred_at: entry.created_at, agent: entry.agent, data: told({ service: entry.service, ...known.get(entry.incident.id), ...entry.incident }) })];
    });
    if (rows.length > 0) yield { rows };
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 300, gather });
