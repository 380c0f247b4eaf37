export { eventLogContract } from './event-log-contract/suite.js';
export type { ContractOptions, EventLogHarness } from './event-log-contract/harness.js';
