import type { Verify } from '../../provider/contract.js';
import { hmac, sharedToken } from '../../provider/signature.js';
import type { Settings } from './schema.js';

/** A token, in a header or in the address; an HMAC where the endpoint's settings describe one. */
export const verify: Verify<Settings> = (secrets, around) => {
  const { signature, tokenHeader } = around.settings;
  const way = signature === null ? sharedToken(...(tokenHeader === '' ? [] : [tokenHeader.toLowerCase()])) : hmac(signature.header.toLowerCase(), signature.prefix, signature);
  return way.verify(secrets, around);
};
export const { sign } = sharedToken();
