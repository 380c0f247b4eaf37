import type { CulpritEvent, Time } from '@culprit/domain';
import type { Provider, Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import { complete, type Door } from './complete.js';
import { MAX_KEYS, parseBody } from './parse-body.js';

/** What an authenticated delivery means. */
export type Meaning =
  | { readonly is: 'ok'; readonly events: readonly CulpritEvent[] }
  | { readonly is: 'skip'; readonly reason: string }
  | { readonly is: 'reject'; readonly reason: string };

/** The headers that the provider reads of those that came. */
export const keptHeaders = (provider: Provider, headers: Signed['headers']): Record<string, string> =>
  Object.fromEntries(provider.headers.flatMap((name): [string, string][] => {
    const value = headerOf(headers, name);
    return value === '' ? [] : [[name, value.slice(0, 500)]];
  }));

/** Bytes → events, by the provider's rules. Pure; whatever the bytes are, it answers and does not throw. */
export const interpret = (provider: Provider, { headers, body }: Signed, door: Door, receivedAt: Time): Meaning => {
  const parsed = parseBody(headerOf(headers, 'content-type'), body, { maxKeys: provider.maxKeys ?? MAX_KEYS });
  if (!parsed.ok) return { is: 'reject', reason: parsed.error };
  const said = provider.normalize({ headers: keptHeaders(provider, headers), body: parsed.value, endpoint: door.endpoint, receivedAt });
  return said.is === 'ok' ? { is: 'ok', events: said.events.map((each) => complete(each, door)) } : said;
};
