import { z } from 'zod';

const said = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
/** Tags come as a comma list, or as an array where a template quotes nothing. */
const list = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : value.split(',')).map((tag) => tag.trim()).filter((tag) => tag !== ''));

/**
 * What we use of a delivery, by the names of Datadog's variables in lower case and without `_`: `$ALERT_ID` may stand under `alert_id`, `alertId`
 * or `alertid`, so that our template, Datadog's default body and most templates of others are read alike.
 */
export const Notification = z.object({
  alertid: said.optional(),
  alerttransition: said.optional(),
  alerttype: said.optional(),
  alertpriority: said.optional(),
  alertscope: list.optional(),
  alertmetric: said.optional(),
  alertquery: said.optional(),
  alertstatus: said.optional(),
  alerttitle: said.optional(),
  alertcyclekey: said.optional(),
  eventtitle: said.optional(),
  eventtype: said.optional(),
  eventmsg: said.optional(),
  date: said.optional(),
  lastupdated: said.optional(),
  id: said.optional(),
  orgid: said.optional(),
  orgname: said.optional(),
  tags: list.optional(),
  link: said.optional(),
  hostname: said.optional(),
});
export type Notification = z.output<typeof Notification>;

/** Names that other templates give to the same variables. */
const synonyms: Readonly<Record<string, keyof Notification>> = {
  monitorid: 'alertid', transition: 'alerttransition', priority: 'alertpriority', severity: 'alertpriority', scope: 'alertscope', scopes: 'alertscope',
  metric: 'alertmetric', query: 'alertquery', status: 'alertstatus', title: 'eventtitle', cyclekey: 'alertcyclekey', body: 'eventmsg', message: 'eventmsg',
  textonlymsg: 'eventmsg', dateposix: 'date', lastupdatedposix: 'lastupdated', url: 'link', eventid: 'id', type: 'alerttype',
};

const unrendered = (value: unknown): boolean => value === null || (typeof value === 'string' && /^(|null|\$[A-Z_]+)$/.test(value.trim()));

/** The body under plain names. Where Datadog had nothing to put in, a variable's own name stands there: that is nothing said. */
export const plainNames = (body: object): Record<string, unknown> => {
  const exact: Record<string, unknown> = {};
  const other: Record<string, unknown> = {};
  const put = (key: string, value: unknown): void => {
    const name = key.toLowerCase().replaceAll(/[_-]/g, '');
    if (unrendered(value)) return;
    if (Object.hasOwn(synonyms, name)) other[synonyms[name] ?? name] ??= value;
    else exact[name] = value;
  };
  for (const [key, value] of Object.entries(body)) {
    if (key !== 'org' || value === null || typeof value !== 'object') put(key, value);
    else for (const [inner, said] of Object.entries(value)) put(`org${inner}`, said);
  }
  return { ...other, ...exact };
};
