// The steps of a delivery one by one, for whoever measures them.
export { complete } from './delivery/complete.js';
export { keptHeaders, plainSettings } from './delivery/interpret.js';
export { packed } from './delivery/packed.js';
export { MAX_KEYS, parseBody } from './delivery/parse-body.js';
export { deliveryId, deliveryRecord } from './delivery/records.js';
