import { millis, type Actor, type Change } from '@culprit/domain';
import { actorOf, changedObject, restated, writtenObject } from './join.js';
import type { Write } from './schema.js';

/** So long a write waits for the change that it made, or a change for its write: a webhook's batches and a shipper's come within it. */
export const WAITING_MS = 15 * 60_000;
/** Beyond it the oldest are let go. */
const MOST = 20_000;

interface OfObject {
  readonly writes: Map<string, Write>;
  /** The newest statement of each change without a person's name. */
  readonly changes: Map<string, Change>;
  at: number;
}

/** What was written and what changed of late, by object: each waits for the other, whichever comes first. */
export class Recent {
  readonly #objects = new Map<string, OfObject>();
  /** The names that changes have been given, by their ids. */
  readonly #named = new Map<string, { readonly actor: Actor; readonly at: number }>();

  /** Statements to append: those that this write puts a name on. */
  wrote(write: Write): Change[] {
    const object = this.#of(writtenObject(write), write.to);
    object.writes.set(write.id, write);
    return [...object.changes.values()].flatMap((change) => this.#name(change, object));
  }

  /** Statements to append: this one with the name that belongs on it. */
  said(change: Change): Change[] {
    const at = millis(change.updatedAt);
    if (change.actor?.basis === 'audit') {
      this.#named.set(change.id, { actor: change.actor, at });
      return [];
    }
    const known = this.#named.get(change.id);
    if (known !== undefined) return [restated(change, known.actor)];
    const key = changedObject(change);
    if (key === undefined) return [];
    const object = this.#of(key, at);
    object.changes.set(change.id, change);
    return this.#name(change, object);
  }

  /** Lets go of what is older than it waits. */
  forget(now: number): void {
    for (const [key, { at }] of this.#objects) if (now - at > WAITING_MS) this.#objects.delete(key);
    for (const [id, { at }] of this.#named) if (now - at > 4 * WAITING_MS) this.#named.delete(id);
    for (const kept of [this.#objects, this.#named]) for (const key of kept.keys()) {
      if (kept.size <= MOST) break;
      kept.delete(key);
    }
  }

  #name(change: Change, object: OfObject): Change[] {
    const actor = actorOf(change, [...object.writes.values()]);
    if (actor === undefined) return [];
    object.changes.delete(change.id);
    this.#named.set(change.id, { actor, at: millis(change.updatedAt) });
    return [restated(change, actor)];
  }

  #of(key: string, at: number): OfObject {
    const object = this.#objects.get(key) ?? { writes: new Map<string, Write>(), changes: new Map<string, Change>(), at };
    object.at = Math.max(object.at, at);
    for (const [id, { to }] of object.writes) if (object.at - to > WAITING_MS) object.writes.delete(id);
    this.#objects.set(key, object);
    return object;
  }
}
