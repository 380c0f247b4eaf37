import type { Provider } from '../../provider/contract.js';
import { headerOf } from '../../provider/signature.js';

/** What may stand in a header: a host name, or an origin. */
const ORIGIN = /^[\w.:/*-]{1,300}$/;

/** The handshake by which a sender asks whether it is welcome before it sends: it is, as often as it likes; who may send is decided by the token. */
export const greet: Provider['greet'] = (headers) => {
  const origin = headerOf(headers, 'webhook-request-origin');
  return ORIGIN.test(origin) ? { allow: 'POST, OPTIONS', 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' } : undefined;
};
