import { LogUnavailable, RecordTooLarge, recordBytes, type Clock, type DiskLog, type EventLog, type Logger, type NewRecord, type Spool, type SpoolState } from '@culprit/ports';
import { Backlog } from './backlog.js';
import { Course } from './course.js';
import { Drain, type Parts } from './drain.js';
import { Flights, type Flight } from './flights.js';
import { toQueue } from './records.js';
import { reasonOf, sentence, time } from './say.js';
import { Trust } from './trust.js';

export interface SpoolerOptions {
  readonly log: EventLog;
  readonly disk: DiskLog;
  /** What people call the log: `Kafka`. */
  readonly logName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long the log has to acknowledge an append, ms. */
  readonly budgetMs: number;
  /** How often it is asked whether the log is back, ms. */
  readonly probeMs: number;
  readonly parts: Parts;
  /** The log's own limit: what it would never take must not wait for it. */
  readonly maxRecordBytes: number;
}

/** Appends go to the log while it acknowledges in time, and to the disk otherwise. */
export class Spooler implements Spool {
  readonly #flights: Flights;
  readonly #drain: Drain;
  /** Withdraws from the log what has gone to the disk instead. */
  #withdraw = new AbortController();
  readonly #trust: Trust;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly options: SpoolerOptions, private readonly course: Course, private readonly backlog: Backlog) {
    const { log, disk, logger, budgetMs, probeMs, parts } = options;
    this.#trust = new Trust(budgetMs);
    this.#flights = new Flights(budgetMs, () => this.#away(`it did not acknowledge an append within ${budgetMs} ms`));
    this.#drain = new Drain({
      log, disk, course, backlog, logger, probeMs, parts,
      acknowledged: (tookMs) => {
        // One that is slow takes what waits, and nothing that somebody waits for.
        if (tookMs <= budgetMs) this.#back();
        else this.#trust.bad();
      },
      failed: (error) => {
        this.#trust.bad();
        this.#away(reasonOf(error));
      },
    });
  }

  async start(): Promise<void> {
    await this.#drain.start();
  }

  append(records: readonly NewRecord[], order: string): Promise<void> {
    if (this.#closed) return Promise.reject(new LogUnavailable('the spool is closed'));
    return this.course.straight(order) ? this.#toLog(records, order) : this.#toDisk(records, order);
  }

  state(): SpoolState {
    const { course, backlog, options: { logName } } = this;
    return { takes: course.awaySince === undefined || backlog.refusal === undefined, sentence: sentence(logName, course, backlog) };
  }

  /** Drops what is owed; the disk and the log are others' to close. What waits is the next start's. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#probe);
    await this.#drain.stop();
    const { records } = this.course;
    if (records > 0) this.options.logger.warn('Records wait in the spool; the next start writes them to the log.', { records });
  }

  /** What has to be done now and then. */
  async tidy(): Promise<void> {
    if (!this.#drain.busy) await this.#drain.tidy();
  }

  #toLog(records: readonly NewRecord[], order: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const flight: Flight = { records, order, at: performance.now(), resolve, reject };
      this.#flights.add(flight);
      this.options.log.append(records, this.#withdraw).then(
        () => {
          if (this.#flights.landed(flight)) this.backlog.ways.log += 1;
          // Late is not too late while the disk has not answered.
          resolve();
        },
        (error: unknown) => {
          // What went to the disk instead has its answer from there.
          if (!this.#flights.has(flight)) return;
          if (error instanceof LogUnavailable) return this.#away(reasonOf(error));
          this.#flights.landed(flight);
          reject(error);
        },
      );
    });
  }

  async #toDisk(records: readonly NewRecord[], order: string): Promise<void> {
    const { disk, maxRecordBytes, clock } = this.options;
    let bytes = 0;
    for (const record of records) {
      const size = recordBytes(record);
      if (size > maxRecordBytes) throw new RecordTooLarge(record.topic, size, maxRecordBytes);
      bytes += size;
    }
    if (this.backlog.full(bytes)) throw this.#refused('it is full');
    if (records.length === 0) return;
    this.backlog.took(bytes, clock.now());
    this.course.writing(order);
    try {
      const positions = await disk.append(records.map(toQueue));
      this.course.written(order, positions.at(-1)?.offset ?? 0);
      this.backlog.ways.spool += 1;
      this.backlog.refusal = undefined;
    } catch (error) {
      this.course.refused(order);
      this.backlog.gave(bytes);
      throw this.#refused(reasonOf(error), error);
    }
  }

  #refused(reason: string, cause?: unknown): LogUnavailable {
    const { logName, logger } = this.options;
    this.backlog.ways.refused += 1;
    if (this.backlog.refusal === undefined) logger.error('The spool does not take appends; their senders are asked to send them again.', { reason });
    this.backlog.refusal = reason;
    const since = this.course.awaySince;
    const why = since === undefined ? '' : `${logName} does not acknowledge in time since ${time(since)}, and `;
    return new LogUnavailable(`${why}the spool takes nothing: ${reason}`, { cause });
  }

  /** All that is on its way goes to the disk, in the order in which it came; if the log has some of it all the same, that comes twice. */
  #away(reason: string): void {
    const { clock, logger, logName, probeMs, log } = this.options;
    if (!this.course.away(clock.now())) return;
    this.#trust.lost(performance.now());
    logger.warn('The log does not acknowledge; appends go to the spool until it does.', { log: logName, reason });
    this.#withdraw.abort();
    this.#withdraw = new AbortController();
    for (const { records, order, resolve, reject } of this.#flights.takeAll()) this.#toDisk(records, order).then(resolve, reject);
    if (this.#closed) return;
    let asking = false;
    this.#probe = setInterval(() => {
      // What waits on the disk asks better. Without it (the disk refuses, or cannot be read) somebody else must.
      if (asking || this.#drain.busy) return;
      asking = true;
      void log.ping().then(() => {
        if (!this.#drain.busy) this.#back();
      }, () => undefined).then(() => {
        asking = false;
      });
    }, probeMs);
  }

  /** It has acknowledged something in time. */
  #back(): void {
    const { clock, logger, logName } = this.options;
    const since = this.course.awaySince;
    if (since === undefined || this.#closed || !this.#trust.good(performance.now())) return;
    clearInterval(this.#probe);
    this.course.back();
    this.backlog.refusal = undefined;
    logger.info('The log acknowledges again.', { log: logName, awayMs: clock.now() - since, waiting: this.course.records });
  }
}
