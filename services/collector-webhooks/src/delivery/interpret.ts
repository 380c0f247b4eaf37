import { redact, withoutSecrets as hideIn, type CulpritEvent, type Time } from '@culprit/domain';
import type { Normalized, Provider, Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import { complete, type Door } from './complete.js';
import { namesBy, underNames, type Name } from './names.js';
import { MAX_KEYS, parseBody, type Body } from './parse-body.js';

/** What an authenticated delivery means. */
export type Meaning =
  | { readonly is: 'ok'; readonly events: readonly CulpritEvent[] }
  | { readonly is: 'skip'; readonly reason: string; readonly visit?: string }
  | { readonly is: 'reject'; readonly reason: string };

/** A delivery read: what it means, and its body as it was parsed for that. */
export interface Understood {
  readonly meaning: Meaning;
  readonly parsed: Body;
  /** The same without secrets; undefined when that could not be had. */
  readonly shown: { readonly value: unknown } | undefined;
  /** What the events are known by, where what is kept of the body does not tell. */
  readonly names?: readonly Name[] | undefined;
}

/** The headers that the provider reads of those that came. */
export const keptHeaders = (provider: Provider, headers: Signed['headers']): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name of provider.headers) {
    const value = headerOf(headers, name);
    if (value !== '') kept[name] = value.slice(0, 500);
  }
  return kept;
};

/** The settings of an endpoint that configures none. */
export const plainSettings = (provider: Provider): unknown => provider.settings?.parse({});

/**
 * Bytes → events, by the provider's rules. Pure; whatever the bytes are, it answers and does not throw. Events are made of what is kept of the body,
 * without its secrets, so that no part of one comes to stand in a text that is made of several; what a thing is known by is made of what was sent.
 */
export const understand = async (provider: Provider, { headers, body }: Pick<Signed, 'headers' | 'body'>, door: Door, receivedAt: Time, settings: unknown): Promise<Understood> => {
  const parsed = parseBody(headerOf(headers, 'content-type'), body, { maxKeys: provider.maxKeys ?? MAX_KEYS });
  if (!parsed.ok) return { meaning: { is: 'reject', reason: parsed.error }, parsed, shown: undefined };
  const shown = parsed.secret ? withoutSecrets(parsed.value) : parsed;
  const read = async (value: unknown): Promise<Meaning> => {
    try {
      return meaningOf(await provider.normalize({ headers: keptHeaders(provider, headers), body: value, endpoint: door.endpoint, receivedAt, settings }), door, !parsed.secret);
    } catch (error) {
      // A fault of the mapping's: with a letter the delivery is not lost, and is read again by a mapping without it.
      return { is: 'reject', reason: hideIn(`the mapping failed: ${error instanceof Error ? error.message : String(error)}`) };
    }
  };
  const meaning = await read(parsed.value);
  if (meaning.is !== 'ok' || shown === undefined || shown.value === parsed.value) return { meaning, parsed, shown };
  const kept = await read(shown.value);
  if (kept.is !== 'ok') return { meaning, parsed, shown };
  const names = namesBy(kept.events, meaning.events);
  return { meaning: { is: 'ok', events: underNames(kept.events, names) }, parsed, shown, names };
};

/** Undefined when it could not be looked through. */
const withoutSecrets = (value: unknown): { readonly value: unknown } | undefined => {
  try {
    return { value: redact(value) };
  } catch {
    return undefined;
  }
};

const meaningOf = (said: Normalized, door: Door, clean: boolean): Meaning =>
  said.is === 'ok' ? { is: 'ok', events: said.events.map((each) => complete(each, door, clean)) } : { ...said, reason: hideIn(said.reason) };

export const interpret = async (provider: Provider, request: Pick<Signed, 'headers' | 'body'>, door: Door, receivedAt: Time, settings = plainSettings(provider)): Promise<Meaning> =>
  (await understand(provider, request, door, receivedAt, settings)).meaning;
