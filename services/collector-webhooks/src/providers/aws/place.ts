import { timeOf, type Time } from '@culprit/domain';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import type { BusEvent, Settings } from './schema.js';

/** Where in AWS something happened, and when we were told. */
export interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly receivedAt: Time;
  readonly settings: Settings;
}

/** An event of the bus with where it is from. */
export interface Told extends Place {
  readonly event: BusEvent;
  /** When the bus took it. */
  readonly at: Time;
}

export const placeOf = (said: { account?: string | null | undefined; region?: string | null | undefined }, { receivedAt, settings }: Pick<Place, 'receivedAt' | 'settings'>): Place =>
  ({ account: said.account || undefined, region: said.region || undefined, receivedAt, settings });

/** `123456789012/eu-west-1`: what tells one alarm, deployment or call from those of the same name elsewhere. */
export const instanceOf = ({ account, region }: Place): string | undefined => cut([account, region].filter(Boolean).join('/'), 200) || undefined;

export const environmentOf = ({ account, settings: { accounts } }: Place): { environment?: string } => {
  const environment = account !== undefined && Object.hasOwn(accounts, account) ? accounts[account] : undefined;
  return environment ? { environment: cut(environment, 300) } : {};
};

/** Text as it stands in an address; half a character is none, and would be refused. */
export const inUrl = (text: string): string => encodeURIComponent(text.toWellFormed());

/** The page of AWS's console; China and the US government have consoles of their own. */
export const consolePage = (region: string | undefined, path: string): string => {
  const there = /^[a-z0-9-]{1,40}$/.test(region ?? '') ? region ?? '' : 'us-east-1';
  const host = there.startsWith('cn-') ? 'console.amazonaws.cn' : there.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : `${there}.console.aws.amazon.com`;
  return cut(`https://${host}/${path.replace('{region}', there)}`, 3000);
};

const UTC = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?$/;
/** `Sep 1, 2017 4:12:29 PM` of CodeBuild and IAM. */
const AMERICAN = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/;
/** `Sat, 04 Jun 2016 05:01:10 GMT` of Health. */
const MAIL = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** `Tue Nov 03 19:40:23 UTC 2015` of CodeDeploy's triggers. */
const JAVA = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) (\d\d:\d\d:\d\d) UTC (\d{4})$/;

/** A time as some part of AWS writes it; without a zone it is UTC. */
export const timeIn = (value: unknown): Time | undefined => {
  if (typeof value === 'number') return instant(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const plain = instant(text);
  if (plain !== undefined) return plain;
  if (UTC.test(text)) return instant(`${text.replace(' ', 'T')}Z`);
  const [, day, clock, year] = JAVA.exec(text) ?? [];
  const plainly = day !== undefined ? `${day}, ${year} ${clock} UTC` : AMERICAN.test(text) ? `${text} UTC` : MAIL.test(text) ? text : '';
  const ms = Date.parse(plainly);
  return Number.isNaN(ms) || ms <= 0 ? undefined : timeOf(ms);
};
