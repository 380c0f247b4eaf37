export type { Readiness, RunningService, Service, World } from './service.js';
export { deadLetter, eventRecord, parseRecord } from './transport/records.js';
