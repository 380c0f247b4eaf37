export type { Readiness, RunningService, Service, World } from './service.js';
export { BatchContext, BatchesOf, EventLogServer, appendLetters, deadLetter, eventRecord, parseRecord, type EventLogServerOptions } from './transport/index.js';
