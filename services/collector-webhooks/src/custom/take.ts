import { timeOf, type Environment } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock } from '@culprit/ports';
import type { Appender } from '../append.js';
import { MAX_KEYS, parseBody } from '../delivery/parse-body.js';
import { deliveryId, deliveryRecord } from '../delivery/records.js';
import type { Instruments } from '../instruments.js';
import { accept, paths, type Fault, type Path } from './accept.js';
import type { Idempotency } from './idempotency.js';

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

const write = async ({ environments, appender, instruments }: Counter, { path, contentType, idempotencyKey, body }: CustomRequest, now: number): Promise<Answer> => {
  const parsed = parseBody(contentType, body, { maxKeys: MAX_KEYS });
  if (!parsed.ok) return { is: 'invalid', errors: [{ index: 0, message: `body: ${parsed.error}` }] };
  const receivedAt = timeOf(now);
  const accepted = accept(path, parsed.value, environments, receivedAt);
  if (!accepted.ok) return { is: 'invalid', errors: accepted.errors };
  const delivery = await deliveryRecord({
    at: CUSTOM,
    id: `${path}/${deliveryId(idempotencyKey, body)}`,
    receivedAt,
    headers: { 'content-type': contentType || 'application/json', ...(idempotencyKey === '' ? {} : { [KEY_HEADER]: scoped(path, idempotencyKey) }) },
    body,
  });
  const appended = await appender.append([delivery, ...accepted.events.map(eventRecord)]);
  if (appended !== 'durable') return { is: appended };
  instruments.events.add(accepted.events.length, { provider: CUSTOM, kind: paths[path] });
  return { is: 'accepted', ids: accepted.ids };
};
