import { z } from 'zod';
import { maybe, several } from '../../provider/lenient.js';

/** Tags come as a comma list, or as an array where a template quotes nothing; undefined where none are said. */
const tags = several.transform((list) => (list.some((tag) => tag !== '') ? list.filter((tag) => tag !== '') : undefined));

/**
 * What we use of a delivery, by the names of Datadog's variables in lower case and without `_`: `$ALERT_ID` may stand under `alert_id`, `alertId`
 * or `alertid`, so that our template, Datadog's default body and most templates of others are read alike.
 */
export const Notification = z.object({
  alertid: maybe,
  alerttransition: maybe,
  alerttype: maybe,
  alertpriority: maybe,
  alertscope: tags,
  alertmetric: maybe,
  alertquery: maybe,
  alertstatus: maybe,
  alerttitle: maybe,
  alertcyclekey: maybe,
  eventtitle: maybe,
  eventtype: maybe,
  eventmsg: maybe,
  date: maybe,
  lastupdated: maybe,
  id: maybe,
  orgid: maybe,
  orgname: maybe,
  tags: tags,
  link: maybe,
  hostname: maybe,
  aggregkey: maybe,
  user: maybe,
  category: maybe,
});
export type Notification = z.output<typeof Notification>;

/** Names that other templates give to the same variables. */
const synonyms: Readonly<Record<string, keyof Notification>> = {
  monitorid: 'alertid', transition: 'alerttransition', priority: 'alertpriority', severity: 'alertpriority', scope: 'alertscope', scopes: 'alertscope',
  metric: 'alertmetric', query: 'alertquery', status: 'alertstatus', title: 'eventtitle', cyclekey: 'alertcyclekey', body: 'eventmsg', message: 'eventmsg',
  textonlymsg: 'eventmsg', dateposix: 'date', lastupdatedposix: 'lastupdated', url: 'link', eventid: 'id', type: 'alerttype', eventmessage: 'eventmsg', sourceurl: 'link', alerturl: 'link', aggregationkey: 'aggregkey', deduplicationkey: 'aggregkey', username: 'user', timestamp: 'date',
};

const unrendered = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'string' && /^(|null|\$[A-Z_]+)$/.test(value.trim()));
/** A form has no tables: there `org` is the text of one. */
const formed = (key: string, value: unknown): unknown => {
  if (key !== 'org' || typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};
const isTable = (value: unknown): value is object => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * The body under plain names; what templates nest one level deep counts where nothing says it outright. Where Datadog had nothing to put in, a
 * variable's own name stands there: that is nothing said.
 */
export const plainNames = (body: object): Record<string, unknown> => {
  const exact: Record<string, unknown> = {};
  const other: Record<string, unknown> = {};
  const nested: Record<string, unknown> = {};
  const put = (key: string, value: unknown, first: Record<string, unknown>, then: Record<string, unknown>): void => {
    const name = key.toLowerCase().replaceAll(/[_-]/g, '');
    if (unrendered(value)) return;
    if (Object.hasOwn(synonyms, name)) then[synonyms[name] ?? name] ??= value;
    else first[name] ??= value;
  };
  for (const [key, sent] of Object.entries(body)) {
    const value: unknown = formed(key, sent);
    if (!isTable(value)) put(key, value, exact, other);
    else for (const [inner, said] of Object.entries(value)) put(key === 'org' ? `org${inner}` : inner, said, key === 'org' ? exact : nested, nested);
  }
  return { ...nested, ...other, ...exact };
};
