import type { Readiness } from '@culprit/nest';

/** One line of /readyz. */
export interface TargetStatus extends Readiness {
  readonly name: string;
}

/** What every target of this process says of itself, in start order. */
export class Status {
  readonly #asks = new Map<string, () => Readiness>();
  #draining = false;

  constructor(names: readonly string[]) {
    for (const name of names) this.set(name, () => ({ ready: false, reason: 'is starting' }));
  }

  set(name: string, ask: () => Readiness): void {
    this.#asks.set(name, ask);
  }

  /** From now on no target is ready: nothing new should be sent here. */
  drain(): void {
    this.#draining = true;
  }

  now(): TargetStatus[] {
    return [...this.#asks].map(([name, ask]) => (this.#draining ? { name, ready: false, reason: 'is stopping' } : { name, ...ask() }));
  }
}

export const isReady = (status: readonly TargetStatus[]): boolean => status.every((target) => target.ready);

/** A line per target: `correlator: ready, follows 6 partitions`. */
export const readyText = (status: readonly TargetStatus[]): string =>
  status.map(({ name, ready, reason }) => `${name}: ${ready ? 'ready' : 'not ready'}${reason === '' ? '' : `, ${reason}`}\n`).join('');
