import { z } from 'zod';
import { apiOf, paging } from '../../provider/api.js';
import { maybe, said, several } from '../../provider/lenient.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';

export const Reconcile = z.object({
  api: z.url().max(500).default('https://api.datadoghq.com').describe('Address of the API: https://api.datadoghq.eu, https://api.us3.datadoghq.com, ...'),
  query: z.string().min(1).max(2000).default('source:alert').describe('Which events are asked for, in the words of the Events Explorer; deployment and change events too: `source:alert OR category:change`.'),
  organization: z.object({
    id: said.pipe(z.string().min(1).max(100)).describe('What `$ORG_ID` becomes in deliveries. The API does not tell it, and the ids of alerts are made with it.'),
    name: z.string().max(200).optional().describe('What `$ORG_NAME` becomes.'),
  }).describe('Whose events they are, as the webhook tells it.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Event = z.looseObject({
  id: said,
  attributes: z.looseObject({
    timestamp: said,
    tags: several,
    message: maybe,
    attributes: z.looseObject({
      title: maybe,
      aggregation_key: maybe,
      hostname: maybe,
      priority: maybe,
      status: maybe,
      category: maybe,
      monitor_id: maybe,
      monitor_groups: z.array(z.string()).nullish().catch(undefined),
      evt: z.looseObject({ id: maybe, name: maybe, type: maybe }).nullish().catch(undefined),
      monitor: z.looseObject({
        id: maybe, name: maybe, query: maybe,
        groups: z.array(z.string()).nullish().catch(undefined),
        transition: z.looseObject({ trans_name: maybe }).nullish().catch(undefined),
      }).nullish().catch(undefined),
    }),
  }),
});
type Event = z.output<typeof Event>;

const Events = z.object({ data: z.array(Event), meta: z.object({ page: z.object({ after: maybe }).nullish() }).nullish() });

/** The event as the webhook's template tells it. */
const rowOf = ({ id, attributes: { timestamp, tags, message, attributes: event } }: Event, { api, organization }: Reconcile): Row => {
  const org = { id: organization.id, ...(organization.name === undefined ? {} : { name: organization.name }) };
  const monitor = event.monitor ?? undefined;
  const monitorId = event.monitor_id ?? monitor?.id;
  const names = { id: event.evt?.id ?? id, org, date: timestamp, tags };
  if (monitorId === undefined) {
    const said = { ...names, event_title: event.title, event_type: event.evt?.type, event_msg: message, aggreg_key: event.aggregation_key, category: event.category };
    // what a change event says of the change stands in attributes of its attributes
    return { body: event.category === 'change' ? { data: { type: 'event', attributes: { ...said, attributes: event } } } : said };
  }
  const groups = event.monitor_groups ?? monitor?.groups;
  return {
    body: {
      ...names,
      alert_id: monitorId, alert_title: monitor?.name, event_title: event.title, event_type: event.evt?.type, aggreg_key: event.aggregation_key, hostname: event.hostname, alert_query: monitor?.query,
      alert_transition: monitor?.transition?.trans_name,
      // of a monitor without groups an empty list, which is nothing said; the title names them too
      ...(groups && groups.length > 0 ? { alert_scope: groups.join(',') } : {}),
      alert_priority: event.priority,
      alert_type: event.status === 'ok' || event.status === 'success' ? 'success' : event.status,
      link: pageOf(api, monitorId),
    },
  };
};

/** Pages are at `app.` where the site has no name of its own, `https://us3.datadoghq.com`. */
const pageOf = (api: string, monitor: string): string | undefined => {
  const [, site] = /^https:\/\/api\.([\w.-]{1,200})\/?$/.exec(api) ?? [];
  return site === undefined ? undefined : `https://${site.split('.').length === 2 ? 'app.' : ''}${site}/monitors/${encodeURIComponent(monitor)}`;
};

/** API key and application key, one behind the other; a token alone is one of OAuth or a person's. */
const credentials = (token: string): Record<string, string> => {
  const [key = '', application] = token.split(':', 2);
  return application === undefined ? { authorization: `Bearer ${key}` } : { 'dd-api-key': key.trim(), 'dd-application-key': application.trim() };
};

const gather = async function* ({ settings, token, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, credentials(token), fetch);
  const query = { 'filter[query]': settings.query, 'filter[from]': Date.parse(since), 'filter[to]': Date.parse(until), sort: 'timestamp', 'page[limit]': 1000 };
  yield* paging('', async (after) => {
    const { said: { data, meta } } = await api.get('/api/v2/events', { ...query, 'page[cursor]': after || undefined }, Events);
    return { page: { rows: data.map((event) => rowOf(event, settings)) }, next: meta?.page?.after };
  });
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 900, gather });
