import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** The same time for any token, also for one of another length. */
const oneOf = (tokens: readonly string[], shown: string): boolean => tokens.reduce((found, each) => timingSafeEqual(digest(each), digest(shown)) || found, false);

export type Refusal = { readonly status: 401 | 403; readonly reason: string };

/** Undefined: the request may be read. */
export const refusedSender = (headers: IncomingHttpHeaders, tokens: readonly string[]): Refusal | undefined => {
  if (tokens.length > 0) {
    const [, shown = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    return shown !== '' && oneOf(tokens, shown) ? undefined : { status: 401, reason: 'needs `Authorization: Bearer <token>` with a token of COLLECTOR_OTEL_TOKENS' };
  }
  // without a token the only guard is that we listen on this machine alone, and any page in its browser may post to that
  return headers.origin === undefined ? undefined : { status: 403, reason: 'pages of a browser may not post here while no token is configured' };
};
