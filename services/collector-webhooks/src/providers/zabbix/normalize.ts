import { faults, factId, type AlertStatus, type Severity, type Time } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import { Message, plainNames } from './schema.js';

/** A problem, its recovery or an update of it, from our media type or from a script that names the same macros. */
export const normalize = (delivery: Delivery): Normalized => {
  const { body } = delivery;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return reject('the body is not an object');
  const read = Message.safeParse(plainNames(body));
  if (!read.success) return reject(faults(read.error));
  const said = read.data;
  // 0: triggers, 4: services. Discovery, autoregistration and internal events tell of Zabbix.
  if (said.eventsource !== undefined && said.eventsource !== '0' && said.eventsource !== '4') return skip(`event source ${cut(said.eventsource, 20)} is neither triggers nor services`);
  const link = linkOf(said);
  const trigger = said.triggerid ?? /[?&]triggerid(?:s\[\])?=(\d{1,30})/.exec(link ?? '')?.[1];
  const key = said.eventid ?? trigger;
  if (key === undefined) return reject('neither an event id nor a trigger id: which problem?');
  const word = wordOf(said);
  return word === undefined ? skip(`an update that says nothing of how the problem stands: ${cut(said.eventupdateaction ?? '', 100)}`) : alert(said, word, { key, trigger, link }, delivery);
};

interface Word { readonly status: AlertStatus; readonly of: 'first' | 'again' | 'after' }

/** `{EVENT.VALUE}` is 1 for a problem and 0 for its end; an update says what was done in words. */
const wordOf = (said: Message): Word | undefined => {
  const ended = said.eventvalue === undefined ? /^(ok|resolved|0)$/i.test(said.eventstatus ?? '') : said.eventvalue === '0';
  if (ended) return { status: 'resolved', of: 'after' };
  if (said.eventupdatestatus !== '1') return { status: 'firing', of: 'first' };
  const action = said.eventupdateaction ?? '';
  if (/\bunacknowledged\b/i.test(action)) return { status: 'firing', of: 'again' };
  if (/\backnowledged\b/i.test(action)) return { status: 'acknowledged', of: 'after' };
  return /severity/i.test(action) ? { status: 'firing', of: 'first' } : undefined;
};

const alert = (said: Message, { status, of }: Word, { key, trigger, link }: { key: string; trigger: string | undefined; link: string | undefined }, { endpoint, receivedAt }: Delivery): Normalized => {
  const began = instant(said.eventtimestamp);
  const updated = said.eventupdatestatus === '1' ? instant(said.eventupdatetimestamp) : undefined;
  const at: Time = (status === 'resolved' ? instant(said.eventrecoverytimestamp) : updated ?? began) ?? receivedAt;
  const tags = said.eventtags;
  return ok([alertSaid({
    // A problem has its event's number, which recovery and updates tell too. Without one the trigger is told apart by the time.
    id: factId('alert', 'zabbix', endpoint, key, ...(said.eventid === undefined ? [at] : []), ...(of === 'first' ? [] : [status, at])),
    of: ['zabbix', endpoint, key],
    status,
    class: classOf(said.eventname, said.itemname, said.triggerdescription),
    severity: severityOf(said),
    startsAt: of === 'again' ? at : began ?? at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(tags),
    cluster: clusterIn(tags),
    entities: [...entitiesIn(tags), said.servicename === undefined ? undefined : `service:${said.servicename}`, hostOf(said) === undefined ? undefined : `zabbix:host/${hostOf(said)}`, trigger === undefined ? undefined : `zabbix:trigger/${trigger}`],
    titles: [said.eventname, said.itemname, `Zabbix problem ${key}`],
    labels: {
      ...tags, event: said.eventid, trigger, host: said.host, hostName: said.hostname, groups: said.hostgroups, severity: said.eventseverity, item: said.itemname, data: said.eventopdata, description: said.triggerdescription, action: said.eventupdateaction,
      message: said.eventupdatemessage, by: said.eventupdatestatus === '1' ? said.user : undefined,
    },
    links: [['Zabbix', link], ['Trigger', said.triggerurl]],
  })]);
};

const hostOf = ({ host, hostname }: Message): string | undefined => host ?? hostname;

const numbers: readonly Severity[] = ['info', 'info', 'medium', 'medium', 'high', 'critical'];

const severityOf = (said: Message): Severity => {
  const number = /^[0-5]$/.exec(said.eventupdatenseverity ?? said.eventnseverity ?? '')?.[0];
  return (number === undefined ? undefined : numbers[Number(number)]) ?? severityOfWord(said.eventseverity) ?? 'medium';
};

/** The problem's page, where Zabbix's own address is known. */
const linkOf = (said: Message): string | undefined => {
  if (said.link !== undefined) return cut(said.link, 4000);
  if (said.zabbixurl === undefined || said.triggerid === undefined || said.eventid === undefined || !/^https?:\/\//.test(said.zabbixurl)) return undefined;
  const [base, trigger, event] = [cut(said.zabbixurl, 1000).replace(/\/{1,10}$/, ''), cut(said.triggerid, 40), cut(said.eventid, 40)];
  return `${base}/tr_events.php?triggerid=${encodeURIComponent(trigger.toWellFormed())}&eventid=${encodeURIComponent(event.toWellFormed())}`;
};
