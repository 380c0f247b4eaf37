import { timeOf } from '@culprit/domain';
import { z } from 'zod';
import { apiOf, paging, type Api } from '../../provider/api.js';
import { instant } from '../../provider/instant.js';
import { maybe, said } from '../../provider/lenient.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';

export const Reconcile = z.object({
  api: z.url().max(500).default('https://api.opsgenie.com').describe('Address of the API; in the EU https://api.eu.opsgenie.com.'),
  query: z.string().max(800).default('').describe('Which alerts are asked for, in the words of Opsgenie\'s search; empty: all that the key sees.'),
  incidents: z.boolean().default(true).describe('Whether incidents are asked for too; plans without them refuse that.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Alert = z.looseObject({
  id: said, createdAt: said, updatedAt: maybe, status: maybe, acknowledged: z.boolean().nullish(),
  integration: z.looseObject({ name: maybe }).nullish().catch(undefined),
  /** How long it took, ms. */
  report: z.looseObject({ ackTime: z.number().nullish(), closeTime: z.number().nullish(), acknowledgedBy: maybe, closedBy: maybe }).nullish().catch(undefined),
});
type Alert = z.output<typeof Alert>;
const Incident = z.looseObject({ id: said, createdAt: said, updatedAt: maybe, status: maybe });

const PAGE = 100;
/** No search goes further. */
const FURTHEST = 20_000;
/** How old an incident may be whose end is found. */
const LONGEST_MS = 7 * 86_400_000;

/** What was updated from `since` on, the newest first; what lies behind the 20,000th is asked for as what was updated before that one. */
const updated = (api: Api, query: string, since: string): AsyncGenerator<Alert[]> =>
  paging({ offset: 0, until: '' }, async (at) => {
    const parts = [...(query === '' ? [] : [`(${query})`]), `updatedAt >= ${Date.parse(since)}`, ...(at.until === '' ? [] : [`updatedAt <= ${Date.parse(at.until)}`])];
    const { said: { data: page } } = await api.get('/v2/alerts', { query: parts.join(' AND '), sort: 'updatedAt', order: 'desc', limit: PAGE, offset: at.offset }, z.object({ data: z.array(Alert) }));
    if (page.length < PAGE) return { page, next: undefined };
    const offset = at.offset + PAGE;
    if (offset < FURTHEST) return { page, next: { offset, until: at.until } };
    const last = instant(page.at(-1)?.updatedAt) ?? '';
    if (last === at.until) throw new Error(`Opsgenie tells no more than ${FURTHEST} alerts of one instant`);
    return { page, next: { offset: 0, until: last } };
  });

/** An alert as the actions that brought it to where it is. */
const rowsOf = async (api: Api, alert: Alert, since: string): Promise<Row[]> => {
  const { createdAt, report, integration } = alert;
  const created = instant(createdAt);
  const after = (ms: number | null | undefined): string | undefined => (created === undefined || ms === null || ms === undefined ? undefined : timeOf(Date.parse(created) + ms));
  const rows: Row[] = [];
  const act = (action: string, at: string | undefined, said: object): void => {
    const when = instant(at);
    if (when !== undefined && when >= since) rows.push({ body: { action, integrationName: integration?.name, alert: { ...alert, alertId: alert.id, ...said, updatedAt: when } } });
  };
  if (created !== undefined && created >= since) {
    // the list leaves out details, entity and description
    const { said: { data } } = await api.get(`/v2/alerts/${encodeURIComponent(alert.id)}`, { identifierType: 'id' }, z.object({ data: z.looseObject({}) }));
    act('Create', created, data);
  }
  if (alert.acknowledged === true) act('Acknowledge', after(report?.ackTime) ?? alert.updatedAt, { username: report?.acknowledgedBy });
  if (alert.status?.toLowerCase() === 'closed') act('Close', after(report?.closeTime) ?? alert.updatedAt, { username: report?.closedBy });
  return rows;
};

const incidentRows = async function* (api: Api, since: string): AsyncGenerator<Page> {
  const oldest = timeOf(Date.parse(since) - LONGEST_MS);
  const pages = paging(0, async (offset) => {
    const { said: { data: page } } = await api.get('/v1/incidents', { sort: 'createdAt', order: 'desc', limit: PAGE, offset }, z.object({ data: z.array(Incident) }));
    const more = page.length === PAGE && (instant(page.at(-1)?.createdAt) ?? oldest) > oldest;
    return { page, next: more ? offset + PAGE : undefined };
  });
  for await (const page of pages) {
    yield {
      rows: page.flatMap((incident) => {
        const of = { ...incident, incidentId: incident.id };
        const over = /^(resolved|closed)$/i.test(incident.status ?? '');
        return [
          ...((instant(incident.createdAt) ?? '') >= since ? [{ body: { action: 'Create', incident: { ...of, updatedAt: incident.createdAt } } }] : []),
          ...(over && (instant(incident.updatedAt) ?? '') >= since ? [{ body: { action: 'Resolve', incident: of } }] : []),
        ];
      }),
    };
  }
};

const gather = async function* ({ settings, token, since, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, { authorization: `GenieKey ${token}` }, fetch);
  for await (const page of updated(api, settings.query, since)) {
    const rows: Row[] = [];
    for (const alert of page) rows.push(...(await rowsOf(api, alert, since)));
    yield { rows };
  }
  if (settings.incidents) yield* incidentRows(api, since);
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 300, gather });
