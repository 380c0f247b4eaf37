import type { ServerResponse } from 'node:http';
import type { StoredEvent } from './history.js';

interface Watcher {
  readonly response: ServerResponse;
  readonly namespace: string | undefined;
  readonly bookmarks: boolean;
  stalled: boolean;
}

const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;

/** The open watch streams, and what can go wrong with them. */
export class Watchers {
  private readonly open = new Set<Watcher>();
  private breakNext: 'cut' | 'newline' | undefined;

  add(response: ServerResponse, namespace: string | undefined, bookmarks: boolean, past: readonly StoredEvent[]): void {
    const watcher: Watcher = { response, namespace, bookmarks, stalled: false };
    this.open.add(watcher);
    response.once('close', () => this.open.delete(watcher));
    for (const event of past) this.send(watcher, event);
  }

  /** Ends a stream in time, as its `timeoutSeconds` asked. */
  end(response: ServerResponse): void {
    for (const watcher of this.open) if (watcher.response === response) this.open.delete(watcher);
    response.end();
  }

  get size(): number {
    return this.open.size;
  }

  publish(event: StoredEvent): void {
    for (const watcher of this.open) this.send(watcher, event);
  }

  bookmark(version: number): void {
    const object = { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { resourceVersion: String(version), creationTimestamp: null }, spec: {}, status: {} };
    for (const watcher of this.open) if (watcher.bookmarks && !watcher.stalled) watcher.response.write(line('BOOKMARK', object));
  }

  /** The streams that are open now never send another byte. */
  stall(): void {
    for (const watcher of this.open) watcher.stalled = true;
  }

  /** The next event is written only by half: the stream then ends, or goes on after a line break as if that had been all. */
  truncateNext(how: 'cut' | 'newline'): void {
    this.breakNext = how;
  }

  private send(watcher: Watcher, { type, object }: StoredEvent): void {
    if (!this.open.has(watcher) || watcher.stalled || (watcher.namespace !== undefined && watcher.namespace !== object.metadata.namespace)) return;
    const text = line(type, object);
    const how = this.breakNext;
    if (how === undefined) return void watcher.response.write(text);
    this.breakNext = undefined;
    const half = text.slice(0, Math.floor(text.length / 2));
    if (how === 'newline') watcher.response.write(`${half}\n`);
    else {
      this.open.delete(watcher);
      watcher.response.end(half);
    }
  }
}
