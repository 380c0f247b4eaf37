export { openEmbeddedLog, type EmbeddedLogOptions } from './open.js';
