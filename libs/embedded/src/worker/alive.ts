import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './database.js';

/**
 * Who of those with the log open is alive: each holds a lock on a small file of its own as long as its process lives. The operating
 * system lets go of it with the process, however that ends, so there are no heartbeats to write and no clock that could be wrong,
 * and a process that is only slow, or paused, stays alive.
 */
export class Alive {
  private readonly others = new Map<string, DatabaseSync>();
  private own: DatabaseSync | undefined;

  constructor(private readonly path: string, private readonly handle: string) {}

  /** Before anything in the log names this handle. */
  announce(): void {
    if (this.own !== undefined) return;
    this.own = new DatabaseSync(this.file(this.handle), { timeout: 0 });
    this.own.exec('BEGIN EXCLUSIVE');
  }

  isAlive(handle: string): boolean {
    if (handle === this.handle) return true;
    let other = this.others.get(handle);
    if (other === undefined) this.others.set(handle, (other = new DatabaseSync(this.file(handle), { timeout: 0 })));
    try {
      other.exec('BEGIN EXCLUSIVE; ROLLBACK');
      return false;
    } catch (error) {
      if (isBusy(error)) return true;
      throw error;
    }
  }

  /** Lets go of the files of all others. */
  watchOnly(handles: readonly string[]): void {
    for (const [handle, other] of this.others) {
      if (handles.includes(handle)) continue;
      other.close();
      this.others.delete(handle);
    }
  }

  /** The handle's members are gone from the log: nobody will ask for it again. */
  bury(handle: string): void {
    this.others.get(handle)?.close();
    this.others.delete(handle);
    rmSync(this.file(handle), { force: true });
  }

  close(): void {
    for (const other of this.others.values()) other.close();
    this.others.clear();
    if (this.own === undefined) return;
    this.own.close();
    rmSync(this.file(this.handle), { force: true });
  }

  private file(handle: string): string {
    return `${this.path}.member-${handle}`;
  }
}
