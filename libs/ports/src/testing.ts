export { eventLogContract } from './event-log-contract/suite.js';
export type { ContractOptions, EventLogHarness } from './event-log-contract/harness.js';
export { readStoreContract } from './read-store-contract/suite.js';
export type { ReadStoreHarness } from './read-store-contract/harness.js';
