import { BaseRpcContext } from '@nestjs/microservices';
import type { Batch, BatchControl } from '@culprit/ports';

/** What a handler gets beside its batch. */
export class BatchContext extends BaseRpcContext<[Batch, BatchControl]> {
  constructor(batch: Batch, readonly control: BatchControl) {
    super([batch, control]);
  }

  get topic(): string {
    return this.args[0].topic;
  }

  get partition(): number {
    return this.args[0].partition;
  }

  /** This record and all before it in the batch are done: after a throw delivery starts behind it. */
  resolve(offset: number): void {
    this.control.resolve(offset);
  }

  /** True once the batch's partition is another member's. */
  stale(): boolean {
    return this.control.stale();
  }
}
