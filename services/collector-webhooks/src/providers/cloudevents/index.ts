import { attributeHeaders } from '../../provider/cloudevent/read.js';
import { provider } from '../../provider/contract.js';
import { greet } from './greet.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const cloudevents = provider({
  name: 'cloudevents',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: attributeHeaders,
  settings: Settings,
  routes: ['/cloudevents'],
  greet,
  deliveryId: 'ce-id',
});
