export { BatchContext } from './batch-context.js';
export { BatchesOf } from './batches-of.js';
export { EventLogServer, type EventLogServerOptions } from './event-log-server.js';
export { appendLetters, deadLetter, eventRecord, parseRecord } from './records.js';
