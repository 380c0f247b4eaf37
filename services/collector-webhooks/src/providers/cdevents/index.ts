import { attributeHeaders } from '../../provider/cloudevent/read.js';
import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { sign, verify } from './verify.js';

export const cdevents = provider({
  name: 'cdevents',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: attributeHeaders,
  deliveryId: 'ce-id',
});
