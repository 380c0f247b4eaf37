import { redact, timeOf, type Environment } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock } from '@culprit/ports';
import type { Appender } from '../append.js';
import { packed } from '../delivery/packed.js';
import { MAX_KEYS, parseBody, type Body } from '../delivery/parse-body.js';
import { deliveryId, deliveryRecord } from '../delivery/records.js';
import type { Instruments } from '../instruments.js';
import { accept, paths, type Fault, type Path } from './accept.js';
import { hashOf, type Idempotency } from './idempotency.js';

/** What became of a request to `/v1/<path>`. Only `accepted` is on the log. */
export type Answer =
  | { readonly is: 'accepted'; readonly ids: readonly string[] }
  | { readonly is: 'invalid'; readonly errors: readonly Fault[] }
  | { readonly is: 'conflict' | 'too-large' | 'unavailable' };

export interface Counter {
  readonly environments: readonly Environment[];
  readonly clock: Clock;
  readonly appender: Appender;
  readonly instruments: Instruments;
  readonly idempotency: Idempotency<Answer>;
  /** Requests are kept beside their events, also those without a key. */
  readonly keeps: boolean;
}

export interface CustomRequest {
  readonly path: Path;
  readonly contentType: string;
  readonly idempotencyKey: string;
  readonly body: Buffer;
}

/** The endpoint under which requests to /v1 stand among the deliveries. */
export const CUSTOM = 'v1';
export const KEY_HEADER = 'culprit_idempotency_key';
/** Of the body as it was sent: what is kept of it may have lost its secrets. */
export const HASH_HEADER = 'culprit_body_hash';

/** All events of the request or none. The request is kept beside them, so that its key is known after a restart. */
export const take = async (counter: Counter, request: CustomRequest): Promise<Answer> => {
  const now = counter.clock.now();
  const work = (): Promise<Answer> => write(counter, request, now);
  if (request.idempotencyKey === '') return work();
  const answer = await counter.idempotency.once(scoped(request.path, request.idempotencyKey), request.body, now, work, ({ is }) => is === 'accepted');
  return answer === 'conflict' ? { is: 'conflict' } : answer;
};

/** A key counts for one path. */
export const scoped = (path: string, key: string): string => `${path}/${key}`;

/**
 * What was sent as events are made of it: without secrets, so that the ids made from it are those of what is kept, and with integers beyond 2^53 as the
 * text of their digits.
 */
export const plain = (parsed: Extract<Body, { ok: true }>): unknown => withoutBigints(shownOf(parsed));

const shownOf = ({ value, secret }: Extract<Body, { ok: true }>): unknown => (secret ? redact(value) : value);

const withoutBigints = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  return value === null || typeof value !== 'object' ? value : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutBigints(inner)]));
};

const write = async ({ environments, appender, instruments, keeps }: Counter, { path, contentType, idempotencyKey, body }: CustomRequest, now: number): Promise<Answer> => {
  const parsed = parseBody(contentType, body, { maxKeys: MAX_KEYS });
  if (!parsed.ok) return { is: 'invalid', errors: [{ index: 0, message: `body: ${parsed.error}` }] };
  const receivedAt = timeOf(now);
  const accepted = accept(path, plain(parsed), environments, receivedAt);
  if (!accepted.ok) return { is: 'invalid', errors: accepted.errors };
  // What a key was answered is known after a restart by what is kept under it.
  const delivery = keeps || idempotencyKey !== '' ? [deliveryRecord({
    at: CUSTOM,
    id: `${path}/${deliveryId(idempotencyKey, body)}`,
    receivedAt,
    headers: { 'content-type': contentType || 'application/json', ...(idempotencyKey === '' ? {} : { [KEY_HEADER]: scoped(path, idempotencyKey), [HASH_HEADER]: hashOf(body) }) },
    body: packed(body, parsed, { value: shownOf(parsed) }),
  })] : [];
  const appended = await appender.append([...delivery, ...accepted.events.map(eventRecord)], CUSTOM);
  if (appended !== 'durable') return { is: appended };
  instruments.events.add(accepted.events.length, { provider: CUSTOM, kind: paths[path] });
  return { is: 'accepted', ids: accepted.ids };
};
