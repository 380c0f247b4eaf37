import { DEFAULT_MAX_RECORD_BYTES, type Clock, type DiskLog, type EventLog, type Logger, type Metrics, type Spool } from '@culprit/ports';
import { Backlog } from './backlog.js';
import { Course } from './course.js';
import type { Parts } from './drain.js';
import { instruments } from './instruments.js';
import { queue } from './records.js';
import { Spooler } from './spooler.js';

export interface SpoolOptions {
  readonly log: EventLog;
  /** Where appends wait; nobody else writes to it. */
  readonly disk: DiskLog;
  /** What people call the log: `Kafka`. */
  readonly logName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Most bytes that may wait. */
  readonly maxBytes: number;
  /** How long the log has to acknowledge an append, ms; default 400. */
  readonly budgetMs?: number;
  /** How often it is asked whether the log is back, ms; default 250. */
  readonly probeMs?: number;
  /** Default 500 and 20. */
  readonly parts?: Parts;
  /** Of the log; default 2 MiB. */
  readonly maxRecordBytes?: number;
}

export interface OpenSpool extends Spool {
  /** Leaves what waits on the disk; closes neither disk nor log. */
  close(): Promise<void>;
}

const TICK_MS = 1_000;

/** Takes up what waits on the disk, and drains it from now on. Needs the disk to be there, not the log. */
export const openSpool = async (options: SpoolOptions): Promise<OpenSpool> => {
  const { disk, clock, metrics, maxBytes, budgetMs = 400, probeMs = 250, parts = { proven: 500, probe: 20 }, maxRecordBytes = DEFAULT_MAX_RECORD_BYTES } = options;
  await disk.ensureTopics([queue]);
  const [first = 0] = await disk.beginnings(queue.name);
  const [end = 0] = await disk.ends(queue.name);
  const course = new Course(first, end);
  const backlog = new Backlog(first === end ? 0 : await disk.usedBytes(), maxBytes);
  if (first < end) options.logger.info('Records of an earlier run wait in the spool; they go to the log first.', { records: end - first });
  const spooler = new Spooler({ ...options, budgetMs, probeMs, parts, maxRecordBytes }, course, backlog);
  await spooler.start();
  const tell = instruments(metrics, course, backlog, clock);
  const timer = setInterval(() => {
    tell();
    void spooler.tidy();
  }, TICK_MS).unref();
  return {
    append: (records, order) => spooler.append(records, order),
    state: () => spooler.state(),
    close: async () => {
      clearInterval(timer);
      await spooler.close();
      tell();
    },
  };
};
