import type { Batch, BatchControl, ConsumeOptions, EventLog, Logger, Subscription } from '@culprit/ports';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { BatchContext } from './batch-context.js';

export interface EventLogServerOptions extends Pick<ConsumeOptions, 'group' | 'from' | 'maxBatch' | 'onAssigned' | 'retryMs'> {
  readonly log: EventLog;
  readonly logger: Logger;
}

/**
 * Nest's consumers over the `EventLog` port: one group for all topics that have a handler (`@BatchesOf(topic)`, or Nest's own
 * `@EventPattern(topic)`). A handler gets a whole batch; what it throws reaches the log, which delivers again.
 */
export class EventLogServer extends Server implements CustomTransportStrategy {
  /** Tells Nest that a handler's error is reported by the log. */
  override readonly propagatesEventHandlerErrors = true;
  override readonly transportId = Symbol('culprit:event-log');
  private subscription: Subscription | undefined;

  constructor(private readonly options: EventLogServerOptions) {
    super();
  }

  /** Joins the group; `callback` is told when it has, or why it could not. */
  listen(callback: (error?: unknown) => void): void {
    this.join().then(() => callback(), callback);
  }

  /** Waits for the running batches and commits what they finished. */
  async close(): Promise<void> {
    await this.subscription?.stop();
    this.subscription = undefined;
  }

  /** The transport has no events of its own. */
  on(event: string): void {
    throw new Error(`the event log transport has no event ${event}`);
  }

  unwrap<T>(): T {
    return this.options.log as T;
  }

  private async join(): Promise<void> {
    const { log, logger, ...options } = this.options;
    const topics = [...this.messageHandlers.keys()];
    const requests = topics.filter((topic) => this.messageHandlers.get(topic)?.isEventHandler !== true);
    if (requests.length > 0) throw new Error(`the event log answers no requests: ${requests.join(', ')} needs @BatchesOf`);
    if (topics.length === 0) throw new Error(`no handler for the group ${options.group}: none of its controllers has @BatchesOf`);
    this.subscription = await log.consume({ ...options, topics }, (batch, control) => this.handle(batch, control));
    logger.info('a group consumes', { group: options.group, topics });
  }

  private async handle(batch: Batch, control: BatchControl): Promise<void> {
    const handler: MessageHandler<Batch, BatchContext> | undefined = this.messageHandlers.get(batch.topic);
    if (handler === undefined) throw new Error(`no handler for ${batch.topic}`);
    try {
      const result: unknown = await handler(batch, new BatchContext(batch, control));
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    } catch (error) {
      throw error instanceof Error ? error : new Error(messageOf(error), { cause: error });
    }
  }
}

/** What Nest's own filters make of an error is an object with a message. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
