import { eventRecord } from '@culprit/nest';
import type { CulpritEvent, Environment } from '@culprit/domain';
import { timeOf, type Time } from '@culprit/domain';
import type { Clock, Logger, NewRecord } from '@culprit/ports';
import type { Appender } from '../append.js';
import type { Book } from '../endpoints/book.js';
import type { Instruments } from '../instruments.js';
import type { Provider, Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import type { Examine, Examined } from './examine.js';
import { keptHeaders } from './interpret.js';
import { namesHeader } from './names.js';
import { atOf, deadDelivery, deliveryRecord } from './records.js';

/** What became of a delivery. Only `accepted`, `skipped` and `dead-lettered` are on the log. */
export type Outcome =
  | { readonly is: 'accepted'; readonly ids: readonly string[] }
  | { readonly is: 'skipped' | 'dead-lettered' | 'not-configured' | 'bad-signature'; readonly reason: string }
  | { readonly is: 'unavailable' | 'later' | 'rotating' };

export interface Reception {
  readonly book: () => Book;
  readonly examine: Examine;
  readonly environments: readonly Environment[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly appender: Appender;
  readonly instruments: Instruments;
  /** Told of every delivery that was accepted or skipped. */
  readonly heard: (provider: string, endpoint: string | undefined, at: number) => void;
  /** Told of every delivery that could not be stored. */
  readonly refused: (provider: string, endpoint: string | undefined, at: number) => void;
  /** Fetches an address once, for a sender that wants to see it done. */
  readonly visit: (url: string) => void;
}

type Read = Extract<Examined, { is: 'read' }>;

/** Authenticate the bytes, then read them, then write delivery and events in one append. Never throws for what a sender sent. */
export const receive = async (reception: Reception, provider: Provider, name: string | undefined, request: Signed): Promise<Outcome> => {
  const endpoint = reception.book().find(provider, name);
  if (typeof endpoint === 'string') return { is: 'not-configured', reason: endpoint };
  const { now } = request;
  const receivedAt = timeOf(now);
  const door = { environments: reception.environments, endpoint: name, environment: endpoint.environment, serviceOf: endpoint.serviceOf };
  const examined = await reception.examine(endpoint, request, door, receivedAt);
  if (examined.is === 'later') return { is: 'later' };
  if (examined.is === 'strange') {
    if (now < endpoint.rotatingUntil) return { is: 'rotating' };
    return { is: 'bad-signature', reason: `no ${provider.credential === 'TOKENS' ? 'token' : 'signature'} of ${provider.name} that we know` };
  }

  const { meaning, id } = examined;
  const at = atOf(provider.name, name);
  const records = [...recordsBeside(examined, { at, receivedAt, provider, request }), ...(meaning.is === 'ok' ? meaning.events.map(eventRecord) : [])];
  // Of what says nothing and is not kept there is nothing to write.
  if (records.length > 0 && (await reception.appender.append(records, at)) !== 'durable') {
    reception.refused(provider.name, name, now);
    return { is: 'unavailable' };
  }

  reception.heard(provider.name, name, now);
  if (meaning.is === 'skip') {
    if (meaning.visit !== undefined) reception.visit(meaning.visit);
    return { is: 'skipped', reason: meaning.reason };
  }
  if (meaning.is === 'reject') {
    reception.logger.warn('A delivery could not be understood and became a dead letter.', { at, delivery: id, reason: meaning.reason });
    return { is: 'dead-lettered', reason: meaning.reason };
  }
  for (const { kind } of meaning.events) reception.instruments.events.add(1, { provider: provider.name, kind });
  return { is: 'accepted', ids: meaning.events.map(({ event }) => ('id' in event ? event.id : '')) };
};

/** The delivery itself as it is kept, or the letter that it became. */
const recordsBeside = ({ meaning, body, id, names }: Read, { at, receivedAt, provider, request }: { readonly at: string; readonly receivedAt: Time; readonly provider: Provider; readonly request: Signed }): NewRecord[] => {
  if (body === undefined) return [];
  const contentType = headerOf(request.headers, 'content-type') || 'application/json';
  const kept = { at, id, receivedAt, body, headers: { 'content-type': contentType, ...keptHeaders(provider, request.headers), ...namesHeader(names) } };
  return [meaning.is === 'reject' ? deadDelivery(kept, meaning.reason) : deliveryRecord(kept, meaning.is === 'ok' ? parserOf(meaning.events) : 1)];
};

/** Which version of the mapping spoke: alerts carry none. */
export const parserOf = (events: readonly CulpritEvent[]): number => events.reduce((most, { kind, event }) => (kind === 'change' ? Math.max(most, event.parser) : most), 1);
