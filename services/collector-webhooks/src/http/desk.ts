import { receive, type Outcome, type Reception } from '../delivery/receive.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { Provider, Signed } from '../provider/contract.js';
import { refusalOf } from './refusal.js';

/** What a sender is told. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const ENDPOINT = /^[\w.-]{1,64}$/;
export const isEndpoint = (text: string): boolean => ENDPOINT.test(text);
/** Whose sender is not configured here need not send us much to hear it. */
const STRANGE_MAX_BYTES = 64 * 1024;

/** What every delivery is answered, by whichever way it came in; and counts it. */
export interface Desk {
  /** The most bytes that may come in there. */
  limit(provider: Provider, endpoint: string | undefined): number;
  /** The same of an address of the provider's own, which names no endpoint. */
  ownLimit(provider: Provider): number;
  /** Which listed endpoint's secret a request carries that came in there; undefined where it is none's, and the variable's counts. */
  endpointOf(provider: Provider, request: Omit<Signed, 'now'>): Promise<string | undefined>;
  /** `thanks`: what the sender insists to be answered instead. */
  deliver(provider: Provider, endpoint: string | undefined, request: Omit<Signed, 'now'>, thanks?: Provider['thanks']): Promise<Reply>;
  /** Refused for a reason that we have a name for. */
  turnAway(name: string, status: number, reason: string, error: string): Reply;
  /** Something threw: the request's fault, or ours. */
  failed(error: unknown, name: string): Reply;
}

export const deskOf = (reception: Reception): Desk => {
  const { instruments, logger, clock } = reception;
  const count = (provider: string, outcome: string): void => instruments.deliveries.add(1, { provider, outcome });
  const turnAway: Desk['turnAway'] = (name, status, reason, error) => {
    instruments.rejected.add(1, { provider: name, reason });
    count(name, 'refused');
    return { status, body: { error } };
  };
  const said = (name: string, outcome: Outcome, thanks: Provider['thanks']): Reply => {
    switch (outcome.is) {
      case 'not-configured':
      case 'bad-signature': return turnAway(name, 401, outcome.is, outcome.reason);
      case 'rotating':
      case 'later': return { ...turnAway(name, 503, outcome.is, 'it cannot be said now whose delivery this is: send it again'), headers: { 'retry-after': '60' } };
      case 'unavailable':
        count(name, outcome.is);
        return { status: 503, headers: { 'retry-after': '5' }, body: { error: 'the event log does not take records now: send it again' } };
      case 'accepted':
        count(name, outcome.is);
        return thanks ?? { status: 200, body: { status: outcome.is, ids: outcome.ids } };
      case 'skipped':
      case 'dead-lettered':
        count(name, outcome.is);
        return thanks ?? { status: 200, body: { status: outcome.is, reason: outcome.reason } };
    }
  };
  const listed = (provider: Provider): readonly Endpoint[] => reception.book().endpoints.filter((endpoint) => endpoint.provider === provider);
  const limit: Desk['limit'] = (provider, endpoint) => {
    const found = reception.book().find(provider, endpoint);
    return typeof found === 'string' ? STRANGE_MAX_BYTES : found.maxBytes;
  };
  return {
    turnAway, limit,
    ownLimit: (provider) => Math.max(limit(provider, undefined), ...listed(provider).map(({ maxBytes }) => maxBytes)),
    endpointOf: async (provider, request) => {
      let whose: string | undefined;
      // every one is asked, whichever fits
      for (const { verified, name } of listed(provider)) if ((await verified({ ...request, now: clock.now() })) === true) whose ??= name;
      return whose;
    },
    deliver: async (provider, endpoint, { headers, body, token }, thanks) => said(provider.name, await receive(reception, provider, endpoint, { headers, body, token, now: clock.now() }), thanks),
    failed: (error, name) => {
      const refusal = refusalOf(error);
      if (refusal !== undefined) return { ...turnAway(name, refusal.status, refusal.reason, refusal.error), headers: { connection: 'close', ...(refusal.status === 503 ? { 'retry-after': '5' } : {}) } };
      // A fault of ours. 503 makes every sender that can send again do so.
      logger.error('A delivery made the receiver fail.', { provider: name, error: error instanceof Error ? error.stack ?? error.message : String(error) });
      count(name, 'failed');
      return { status: 503, headers: { 'retry-after': '60' }, body: { error: 'the receiver failed: send it again later' } };
    },
  };
};
