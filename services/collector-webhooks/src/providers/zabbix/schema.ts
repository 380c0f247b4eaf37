import { z } from 'zod';
import { maybe, said } from '../../provider/lenient.js';

/** `{EVENT.TAGSJSON}`: the text of `[{"tag": "service", "value": "checkout"}]`; `{EVENT.TAGS}`: `service:checkout, scope:availability`. */
const tags = z.unknown().optional().transform((all): Record<string, string> => {
  const list = typeof all === 'string' && /^\s*\[/.test(all) ? parsed(all) : all;
  if (typeof list === 'string') return pairsOf(list.split(',').map((tag): unknown[] => [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)]));
  if (Array.isArray(list)) return pairsOf(list.map((each: unknown): unknown[] => (each !== null && typeof each === 'object' && 'tag' in each ? [each.tag, 'value' in each ? each.value : undefined] : [])));
  return list !== null && typeof list === 'object' ? pairsOf(Object.entries(list)) : {};
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const pairsOf = (pairs: readonly unknown[][]): Record<string, string> =>
  Object.fromEntries(pairs.slice(0, 200).flatMap(([key, value]): [string, string][] => {
    const [name, text] = [said.safeParse(key).data, said.safeParse(value).data];
    return name && text && name !== '__proto__' ? [[name.toLowerCase(), text]] : [];
  }));

/** What we use of a message, by the macros' names in lower case and without their signs: `{EVENT.NSEVERITY}` may stand under `event_nseverity` or `EVENT.NSEVERITY`. */
export const Message = z.object({
  eventsource: maybe,
  eventvalue: maybe,
  eventupdatestatus: maybe,
  eventupdateaction: maybe,
  eventackstatus: maybe,
  eventid: maybe,
  eventname: maybe,
  eventopdata: maybe,
  eventseverity: maybe,
  eventnseverity: maybe,
  eventupdatenseverity: maybe,
  eventupdatemessage: maybe,
  eventtags: tags,
  eventtimestamp: maybe,
  eventrecoverytimestamp: maybe,
  eventupdatetimestamp: maybe,
  eventstatus: maybe,
  host: maybe,
  hostname: maybe,
  hostgroups: maybe,
  triggerid: maybe,
  triggerdescription: maybe,
  triggerurl: maybe,
  itemname: maybe,
  servicename: maybe,
  user: maybe,
  zabbixurl: maybe,
  link: maybe,
});
export type Message = z.output<typeof Message>;

/** Names that scripts of others give to the same macros. */
const synonyms: Readonly<Record<string, keyof Message>> = {
  hosthost: 'host', status: 'eventstatus', triggerstatus: 'eventstatus', severity: 'eventseverity', triggerseverity: 'eventseverity', triggernseverity: 'eventnseverity', trigger: 'eventname', triggername: 'eventname', name: 'eventname', subject: 'eventname',
  item: 'itemname', eventtagsjson: 'eventtags', tags: 'eventtags', userfullname: 'user', triggerhostgroupname: 'hostgroups', url: 'link', problemid: 'eventid',
};

/** A macro that Zabbix does not know is left as it stands, one that has no value is `*UNKNOWN*`. */
const unrendered = (value: unknown): boolean => value === null || (typeof value === 'string' && /^(|\{\$?[A-Z0-9._]+\}|\*UNKNOWN\*)$/.test(value.trim()));

export const plainNames = (body: object): Record<string, unknown> => {
  const exact: Record<string, unknown> = {};
  const other: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    const name = key.toLowerCase().replaceAll(/[^a-z]/g, '');
    if (unrendered(value)) continue;
    if (Object.hasOwn(synonyms, name)) other[synonyms[name] ?? name] ??= value;
    else exact[name] = value;
  }
  return { ...other, ...exact };
};
