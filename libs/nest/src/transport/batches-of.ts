import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** Nest turns what a handler throws into "Internal server error"; the log wants the reason. */
@Catch()
class PassOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * The method takes the batches of this topic: `(batch: Batch, context: BatchContext) => Promise<void>`. A throw delivers the batch
 * again from the first unresolved record.
 */
export const BatchesOf = (topic: string): MethodDecorator => (target, key, descriptor) => {
  Payload()(target, key, 0);
  Ctx()(target, key, 1);
  UseFilters(PassOn)(target, key, descriptor);
  const pattern: MethodDecorator = EventPattern<string>(topic);
  return pattern(target, key, descriptor);
};
