export { openSpool, type OpenSpool, type SpoolOptions } from './open.js';
export { HEADERS_MAX_BYTES } from './records.js';
