import type { CulpritEvent, Time } from '@culprit/domain';
import type { Provider, Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import { complete, type Door } from './complete.js';
import { MAX_KEYS, parseBody } from './parse-body.js';

/** What an authenticated delivery means. */
export type Meaning =
  | { readonly is: 'ok'; readonly events: readonly CulpritEvent[] }
  | { readonly is: 'skip'; readonly reason: string; readonly visit?: string }
  | { readonly is: 'reject'; readonly reason: string };

/** The headers that the provider reads of those that came. */
export const keptHeaders = (provider: Provider, headers: Signed['headers']): Record<string, string> =>
  Object.fromEntries(provider.headers.flatMap((name): [string, string][] => {
    const value = headerOf(headers, name);
    return value === '' ? [] : [[name, value.slice(0, 500)]];
  }));

/** The settings of an endpoint that configures none. */
export const plainSettings = (provider: Provider): unknown => provider.settings?.parse({});

/** Bytes → events, by the provider's rules. Pure; whatever the bytes are, it answers and does not throw. */
export const interpret = async (provider: Provider, { headers, body }: Pick<Signed, 'headers' | 'body'>, door: Door, receivedAt: Time, settings = plainSettings(provider)): Promise<Meaning> => {
  const parsed = parseBody(headerOf(headers, 'content-type'), body, { maxKeys: provider.maxKeys ?? MAX_KEYS });
  if (!parsed.ok) return { is: 'reject', reason: parsed.error };
  const said = await provider.normalize({ headers: keptHeaders(provider, headers), body: parsed.value, endpoint: door.endpoint, receivedAt, settings });
  return said.is === 'ok' ? { is: 'ok', events: said.events.map((each) => complete(each, door)) } : said;
};
