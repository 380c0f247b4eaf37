import type { IncomingHttpHeaders } from 'node:http';
import { headerOf, oneOf, shownToken } from '../provider/signature.js';

export interface Stranger {
  readonly status: 401 | 403;
  readonly outcome: string;
  readonly error: string;
}

/** Why whoever asks may not use /v1; undefined when it may. */
export const strangerIn = (tokens: readonly string[], headers: IncomingHttpHeaders): Stranger | undefined => {
  if (tokens.length > 0) {
    if (oneOf(tokens, shownToken(headerOf(headers, 'authorization')))) return undefined;
    return { status: 401, outcome: 'unauthenticated', error: 'needs `Authorization: Bearer <token>` with a token of COLLECTOR_WEBHOOKS_TOKENS' };
  }
  // Without a token the only guard is that we listen on this machine alone, and any page in its browser may post to that.
  return headers.origin === undefined ? undefined : { status: 403, outcome: 'foreign-page', error: 'pages of a browser may not post here while no token is configured' };
};
