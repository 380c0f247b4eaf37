import type { EventLog, Position } from './event-log.js';

/** An event log on the local disk that can let go of what was taken on elsewhere: what waits in it is a queue. */
export interface DiskLog extends EventLog {
  /** Lets go of the records of the partition before this offset. What stays keeps its offset; what is gone may come back after a power cut. */
  drop(before: Position): Promise<void>;
  /** Bytes of the disk that hold records now; what was dropped and can be written over does not count. */
  usedBytes(): Promise<number>;
}
