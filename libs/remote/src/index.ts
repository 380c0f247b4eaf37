export { openRemoteLog, type RemoteLogOptions } from './open.js';
export { behindSpool } from './behind-spool.js';
