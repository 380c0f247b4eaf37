import type { Time } from '@culprit/domain';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { Signed } from '../provider/contract.js';
import { headerOf } from '../provider/signature.js';
import type { Door } from './complete.js';
import { understand, type Meaning } from './interpret.js';
import type { Name } from './names.js';
import { packed, type Packed } from './packed.js';
import { deliveryId } from './records.js';

/** What the bytes of a request are worth. */
export type Examined =
  | { readonly is: 'strange' }
  /** It cannot be said now whose they are. */
  | { readonly is: 'later' }
  | { readonly is: 'read'; readonly meaning: Meaning; /** As it is kept; undefined when it is not. */ readonly body: Packed | undefined; /** What the delivery is called. */ readonly id: string; readonly names?: readonly Name[] | undefined };

export type Examine = (endpoint: Endpoint, request: Signed, door: Door, receivedAt: Time) => Promise<Examined>;

/** Authenticates the bytes, then reads them, and makes them ready to be kept. */
export const examine: Examine = async ({ provider, verified, settings, keeps }, request, door, receivedAt) => {
  const verdict = await verified(request);
  if (verdict !== true) return { is: verdict === 'later' ? 'later' : 'strange' };
  const { meaning, parsed, shown, names } = await understand(provider, request, door, receivedAt, settings);
  const said = provider.deliveryId === undefined ? '' : headerOf(request.headers, provider.deliveryId);
  return { is: 'read', meaning, body: keeps || meaning.is === 'reject' ? packed(request.body, parsed, shown) : undefined, id: deliveryId(said, request.body), names };
};
