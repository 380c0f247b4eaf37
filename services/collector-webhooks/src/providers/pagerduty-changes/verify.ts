import type { Sign, Verify } from '../../provider/contract.js';
import { isToken, sharedToken } from '../../provider/signature.js';

/** Of so much of a body the key is looked for; PagerDuty itself takes no more than 512 KiB. */
const SEARCHED = 512 * 1024;
const MOST_KEYS = 5;
const KEY = /"routing_key"[ \t\r\n]{0,20}:[ \t\r\n]{0,20}"([\w.+/=-]{1,200})"/g;

/** The routing keys that stand in the bytes, without reading them as JSON. */
export const keysIn = (body: Buffer): string[] => [...body.subarray(0, SEARCHED).toString('latin1').matchAll(KEY)].slice(0, MOST_KEYS).map(([, key = '']) => key);

const { verify: shown, sign: signed } = sharedToken('x-routing-key');

/**
 * Change events carry their key in the body: `routing_key`. The token is what stands there, so that a CI plugin needs another address and another key and
 * nothing else; shown in a header or in the address it counts as well.
 */
export const verify: Verify = (tokens, around) => {
  const inHeader = shown(tokens, around);
  return (request) => keysIn(request.body).reduce((found, key) => isToken(tokens, key) || found, inHeader(request) === true);
};

export const sign: Sign = signed;
