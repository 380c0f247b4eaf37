export {
  DEFAULT_MAX_RECORD_BYTES, LogUnavailable, RecordTooLarge, partitionOf, recordBytes,
  type AppendOptions, type Batch, type BatchControl, type BatchHandler, type ConsumeOptions, type EventLog, type LogRecord, type NewRecord, type Position,
  type ReadOptions, type Reader, type Subscription,
} from './event-log.js';
export type { DiskLog } from './disk-log.js';
export type { CodeHost, Compared, Elsewhere, HostedCommit, Repository, Reviewed, Unanswered } from './code-host.js';
export type { Spool, SpoolState } from './spool.js';
export { noMetrics, silentLogger, systemClock, type Clock, type Logger, type Metrics } from './world.js';
export type * from './read-store.js';
export type * from './read-store-shapes.js';
export { InvalidCursor, RowsRefused, StoreUnavailable } from './read-store.js';
export { timeWindow } from './time-window.js';
export { alertSubject, endSubject, subjectsOf } from './subjects.js';
