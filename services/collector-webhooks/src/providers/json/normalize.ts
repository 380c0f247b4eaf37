import type { Time } from '@culprit/domain';
import { type Delivery, type Normalized, type Said, ok, reject, skip } from '../../provider/contract.js';
import { cut, title } from '../../provider/wording.js';
import { alertOf, changeOf } from './event.js';
import { mapped, wordsOf } from './mapping.js';
import type { Settings } from './schema.js';

/** Most events of one body. */
const MAX_EVENTS = 1000;
type Made = { readonly ok: true; readonly events: readonly Said[] } | { readonly ok: false; readonly error: string };

/** Whatever the endpoint's expressions make of a body. */
export const normalize = async ({ body, endpoint, receivedAt, settings }: Delivery<Settings>): Promise<Normalized> => {
  if (body === null || typeof body !== 'object') return skip('a bare value, which says nothing that could be an event');
  const readable = withoutBigints(body);
  try {
    const reason: unknown = await mapped(settings.skip).apply(readable, { endpoint, receivedAt });
    if (typeof reason === 'string' && reason.trim() !== '') return skip(title(reason));
  } catch (error) {
    return reject(`skip: ${wordsOf(error)}`);
  }
  const alerts = await madeBy('alerts', settings.alerts, readable, endpoint, receivedAt, alertOf);
  if (!alerts.ok) return reject(alerts.error);
  const changes = await madeBy('changes', settings.changes, readable, endpoint, receivedAt, changeOf);
  if (!changes.ok) return reject(changes.error);
  const events = [...alerts.events, ...changes.events];
  if (events.length > 0) return ok(events);
  return settings.alerts === 'alerts' && settings.changes === 'changes'
    ? reject('the endpoint has no mapping, and the body has neither `alerts` nor `changes`')
    : skip('the mapping makes no event of it');
};

const madeBy = async (name: string, expression: string, body: unknown, endpoint: string | undefined, receivedAt: Time, read: typeof alertOf): Promise<Made> => {
  let made: unknown;
  try {
    made = await mapped(expression).apply(body, { endpoint, receivedAt });
  } catch (error) {
    return { ok: false, error: `${name}: ${wordsOf(error)}` };
  }
  const all = made === undefined || made === null ? [] : Array.isArray(made) ? made.filter((each: unknown) => each !== null) : [made];
  if (all.length > MAX_EVENTS) return { ok: false, error: `${name}: more than ${MAX_EVENTS} events of one body` };
  const results = all.map((each: unknown) => read(each, endpoint, receivedAt));
  const faults = results.flatMap((result, i) => (result.ok ? [] : [`${name}[${i}]: ${result.error}`]));
  return faults.length > 0 ? { ok: false, error: cut(faults.join('; '), 1500) } : { ok: true, events: results.flatMap((result) => (result.ok ? [result.said] : [])) };
};

/** JSONata knows numbers alone: what is beyond them is its digits. */
const withoutBigints = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withoutBigints(inside)])) : value;
};
