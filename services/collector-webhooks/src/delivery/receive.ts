import { eventRecord } from '@culprit/nest';
import type { Environment } from '@culprit/domain';
import { timeOf } from '@culprit/domain';
import type { Clock, Logger } from '@culprit/ports';
import type { Appender } from '../append.js';
import type { Instruments } from '../instruments.js';
import type { Provider, Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import { interpret, keptHeaders } from './interpret.js';
import { deadDelivery, deliveryId, deliveryRecord } from './records.js';

/** What became of a delivery. Only `accepted`, `skipped` and `dead-lettered` are on the log. */
export type Outcome =
  | { readonly is: 'accepted'; readonly ids: readonly string[] }
  | { readonly is: 'skipped' | 'dead-lettered' | 'not-configured' | 'bad-signature'; readonly reason: string }
  | { readonly is: 'unavailable' };

export interface Reception {
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

/** A provider with what was configured for it; no `verified` while it has no secret. */
export interface Configured {
  readonly provider: Provider;
  readonly verified: ReturnType<Provider['verify']> | undefined;
  /** The variable that holds its secrets. */
  readonly variable: string;
}

/** Authenticate the bytes, then read them, then write delivery and events in one append. Never throws for what a sender sent. */
export const receive = async (reception: Reception, { provider, verified, variable }: Configured, endpoint: string | undefined, request: Signed): Promise<Outcome> => {
  if (verified === undefined) return { is: 'not-configured', reason: `${provider.name} is not configured here: set ${variable}` };
  if (!(await verified(request))) return { is: 'bad-signature', reason: `no ${provider.credential === 'TOKENS' ? 'token' : 'signature'} of ${provider.name} that we know` };

  const now = reception.clock.now();
  const receivedAt = timeOf(now);
  const meaning = await interpret(provider, request, { environments: reception.environments, endpoint }, receivedAt);
  const kept = {
    at: endpoint === undefined ? provider.name : `${provider.name}/${endpoint}`,
    id: deliveryId(provider.deliveryId === undefined ? '' : headerOf(request.headers, provider.deliveryId), request.body),
    receivedAt,
    headers: { 'content-type': headerOf(request.headers, 'content-type') || 'application/json', ...keptHeaders(provider, request.headers) },
    body: request.body,
  };
  const records = meaning.is === 'reject'
    ? [await deadDelivery(kept, meaning.reason)]
    : [await deliveryRecord(kept), ...(meaning.is === 'ok' ? meaning.events.map(eventRecord) : [])];
  if ((await reception.appender.append(records)) !== 'durable') {
    reception.refused(provider.name, endpoint, now);
    return { is: 'unavailable' };
  }

  reception.heard(provider.name, endpoint, now);
  if (meaning.is === 'skip') {
    if (meaning.visit !== undefined) reception.visit(meaning.visit);
    return { is: 'skipped', reason: meaning.reason };
  }
  if (meaning.is === 'reject') {
    reception.logger.warn('A delivery could not be understood and became a dead letter.', { at: kept.at, delivery: kept.id, reason: meaning.reason });
    return { is: 'dead-lettered', reason: meaning.reason };
  }
  for (const { kind } of meaning.events) reception.instruments.events.add(1, { provider: provider.name, kind });
  return { is: 'accepted', ids: meaning.events.map(({ event }) => ('id' in event ? event.id : '')) };
};
