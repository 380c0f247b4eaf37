import { z } from 'zod';
import { apiOf, paging, type Api, type Query } from '../../provider/api.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';
import { kindOf } from './meaning.js';
import { Entry } from './schema.js';

export const Reconcile = z.object({
  api: z.url().max(500).default('https://app.launchdarkly.com').describe('Address of LaunchDarkly; of the federal one https://app.launchdarkly.us, of the EU https://app.eu.launchdarkly.com.'),
  spec: z.string().max(1000).default('').describe('Resource specifier of the entries that are asked for, such as `proj/shop:env/production:flag/*`, as the policy of the webhook has it; empty: all that the token sees.'),
});
type Reconcile = z.output<typeof Reconcile>;

const Listed = z.looseObject({ _id: z.string().regex(/^[\w-]{1,100}$/, 'expected an id'), date: z.number() });
type Listed = z.output<typeof Listed>;
const List = z.object({ items: z.array(Listed), _links: z.object({ next: z.object({ href: z.string().max(3000) }).nullish() }).nullish() });
const Whole = z.looseObject({ _id: z.string() });

const PATH = '/api/v2/auditlog';
/** No page is larger. */
const PAGE = 20;

/** Pages of entries, the newest first. Where one that is full names no next, the next is what came before its oldest. */
const listed = (api: Api, base: string, query: Query): AsyncGenerator<Listed[]> =>
  paging(query, async (at) => {
    const { said: { items, _links } } = await api.get(PATH, at, List);
    const href = _links?.next?.href;
    // what it asks for, and never where: the token stays with the address that is configured
    if (href !== undefined) return { page: items, next: Object.fromEntries(new URL(href, base).searchParams) };
    if (items.length < PAGE) return { page: items, next: undefined };
    const before = Math.min(...items.map(({ date }) => date)) + 1;
    if (String(before) === String(at['before'])) throw new Error(`LaunchDarkly tells no more than ${PAGE} entries of one millisecond`);
    return { page: items, next: { ...query, before } };
  });

/** Lists leave out the versions of flags and segments, of which the diff is made. */
const hasVersions = (row: Listed): boolean => {
  const entry = Entry.safeParse(row);
  return entry.success && (entry.data.kind === 'flag' || entry.data.kind === 'segment') && !('skip' in kindOf(entry.data));
};

const gather = async function* ({ settings, token, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, { authorization: token }, fetch);
  // what happened at either end is neither before nor after it
  const query = { after: Date.parse(since) - 1, before: Date.parse(until) + 1, limit: PAGE, spec: settings.spec === '' ? undefined : settings.spec };
  for await (const entries of listed(api, settings.api, query)) {
    const rows: Row[] = [];
    for (const entry of entries) rows.push({ body: hasVersions(entry) ? (await api.get(`${PATH}/${entry._id}`, {}, Whole)).said : entry });
    yield { rows };
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 300, gather });
