import { LogUnavailable } from '@culprit/ports';
import type { Message } from 'kafkajs';
import type { Call } from './call.js';

export interface Waiting {
  readonly message: Message & { readonly partition: number };
  readonly bytes: number;
  readonly call: Call;
  /** Which record of its call. */
  readonly index: number;
}

export interface LaneLimits {
  readonly records: number;
  readonly bytes: number;
}

/** What waits for one partition. At most one produce of it is in flight, which is what keeps its order. */
export class Lane {
  inFlight = false;
  private waiting: Waiting[] = [];
  private bytes = 0;

  constructor(readonly topic: string, readonly partition: number) {}

  push(one: Waiting): void {
    this.waiting.push(one);
    this.bytes += one.bytes;
  }

  get empty(): boolean {
    return this.waiting.length === 0;
  }

  full(limits: LaneLimits): boolean {
    return this.waiting.length >= limits.records || this.bytes >= limits.bytes;
  }

  /** The oldest that fit in one produce; what its caller has given up on or withdrawn is left out. */
  take(limits: LaneLimits): Waiting[] {
    const taken: Waiting[] = [];
    let [end, bytes] = [0, 0];
    for (const one of this.waiting) {
      if (one.call.dropped) {
        one.call.reject(new LogUnavailable('an append was withdrawn before it was on its way'));
        this.bytes -= one.bytes;
      } else {
        if (taken.length > 0 && (taken.length >= limits.records || bytes + one.bytes > limits.bytes)) break;
        taken.push(one);
        bytes += one.bytes;
      }
      end += 1;
    }
    this.waiting = end === this.waiting.length ? [] : this.waiting.slice(end);
    this.bytes -= bytes;
    return taken;
  }
}
