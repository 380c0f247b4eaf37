import { provider } from '../../provider/contract.js';
import { normalize } from './normalize.js';
import { sample } from './sample.js';
import { Settings } from './schema.js';
import { sign, verify } from './verify.js';

export const aws = provider({
  name: 'aws',
  credential: 'TOKENS',
  verify,
  sign,
  sample,
  normalize,
  headers: ['x-amz-sns-message-type', 'x-amz-sns-message-id', 'x-amz-sns-topic-arn'],
  settings: Settings,
  deliveryId: 'x-amz-sns-message-id',
});
