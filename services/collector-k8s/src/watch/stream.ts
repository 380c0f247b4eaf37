import { ApiFailure } from '../api/api.js';
import { Lines } from './lines.js';
import { refusal, type Listing } from './list.js';
import { WatchLine } from './page.js';
import { withWatchdog } from './watchdog.js';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: unknown;
}

/** A line that is no event: it is not counted as seen, so that the server sends it again. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

export interface StreamHandler {
  opened(): void;
  /** The resource version of a line that need not be parsed. */
  skim(line: Buffer): string | undefined;
  /** `passed`: so many more were skimmed. */
  events(events: readonly WatchEvent[], passed: number): Promise<void>;
  /** Everything up to this resource version has been handled. */
  upTo(version: string): Promise<void>;
}

const read = (line: Buffer): WatchLine => {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch (cause) {
    throw new BrokenLine('a line of the watch is no JSON', { cause });
  }
  const parsed = WatchLine.safeParse(value);
  if (!parsed.success) throw new BrokenLine('a line of the watch is no event', { cause: parsed.error });
  return parsed.data;
};

interface Brought {
  readonly events: WatchEvent[];
  readonly passed: number;
  readonly version?: string;
  readonly failure?: Error;
}

/** What a chunk brought: whole events, then perhaps the reason why no more can be read. */
const readAll = (lines: readonly Buffer[], skim: StreamHandler['skim']): Brought => {
  const events: WatchEvent[] = [];
  let passed = 0;
  let version: string | undefined;
  for (const line of lines) {
    const skimmed = skim(line);
    if (skimmed !== undefined) {
      version = skimmed;
      passed++;
      continue;
    }
    try {
      const { type, object } = read(line);
      if (type === 'ERROR') throw new ApiFailure(object.code ?? 500, object.message ?? object.reason ?? '');
      if (type !== 'BOOKMARK') events.push({ type, object });
      version = object.metadata?.resourceVersion ?? version;
    } catch (error) {
      return { events, passed, ...(version === undefined ? {} : { version }), failure: error instanceof Error ? error : new Error(String(error)) };
    }
  }
  return { events, passed, ...(version === undefined ? {} : { version }) };
};

/**
 * One watch, from `version` to its end. Resolves when the server ends it in time; rejects with ApiFailure (refused, or an ERROR event; 410: too
 * old), BrokenLine, Silent, or what the connection said. Reading stops while `events` works: that is the back-pressure.
 */
export const watchOnce = async (listing: Listing, version: string, timeoutSeconds: number, handler: StreamHandler): Promise<void> => {
  await listing.api.turn(listing.signal);
  await withWatchdog(listing.signal, listing.silentMs, async (signal, dog) => {
    const query = { ...listing.query, watch: 'true', resourceVersion: version, allowWatchBookmarks: 'true', timeoutSeconds: String(timeoutSeconds) };
    const answer = await listing.api.get(listing.path, query, signal, listing.accept);
    if (answer.status !== 200) throw await refusal(answer);
    handler.opened();
    const lines = new Lines();
    for await (const chunk of answer.body) {
      dog.rest();
      const { events, passed, version: reached, failure } = readAll(lines.add(chunk), handler.skim);
      if (events.length + passed > 0) await handler.events(events, passed);
      if (reached !== undefined) await handler.upTo(reached);
      if (failure !== undefined) throw failure;
      dog.seen();
    }
    if (lines.broken()) throw new BrokenLine('the watch ended within a line');
  });
};
