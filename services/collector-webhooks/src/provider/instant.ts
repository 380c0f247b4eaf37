import { timeOf, type Time } from '@culprit/domain';

const FIRST = Date.UTC(2001, 0, 2);
const LAST = Date.UTC(2200, 0, 1);

/**
 * A sender's time: RFC 3339 (also with a space for the T, or an offset without a colon), as Go prints one (`+0000 UTC m=+8560.2`), or epoch seconds,
 * milli-, micro- or nanoseconds as a number or its digits. Undefined for what is none, for local time without a zone, and for placeholders (year 1, 1970, 0).
 */
export const instant = (value: string | number | bigint | null | undefined): Time | undefined => {
  if (value === null || value === undefined) return undefined;
  const text = String(value).trim();
  const ms = typeof value === 'number' || /^\d+(\.\d+)?$/.test(text) ? epochMillis(Number(text)) : zonedMillis(text);
  return Number.isFinite(ms) && ms > FIRST && ms < LAST ? timeOf(Math.trunc(ms)) : undefined;
};

const epochMillis = (epoch: number): number => {
  if (epoch < 1e11) return epoch * 1000;
  if (epoch < 1e14) return epoch;
  return epoch < 1e17 ? epoch / 1000 : epoch / 1e6;
};

const zoned = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|UTC|[+-]\d\d:?\d\d)(?: [A-Z]{1,5})?(?: m=[+-][\d.]{1,30})?$/i;

const zonedMillis = (text: string): number => {
  const [, day, time, zone] = zoned.exec(text) ?? [];
  if (day === undefined || time === undefined || zone === undefined) return Number.NaN;
  const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return Date.parse(`${day}T${time}${offset}`);
};

/** An end as the later statement of what began at `start`: senders that tell whole seconds tell both alike. */
export const endAfter = (start: Time, end: Time): Time => (end > start ? end : timeOf(Date.parse(start) + 1));
