export { openEmbeddedLog, type EmbeddedLogOptions } from './open.js';
export { DirectoryInUse, lockDirectory, type DirectoryLock } from './directory-lock.js';
