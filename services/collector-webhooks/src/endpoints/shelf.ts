import type { World } from '@culprit/nest';
import type { Logger } from '@culprit/ports';
import type { Instruments } from '../instruments.js';
import type { Provider } from '../provider/contract.js';
import type { Book } from './book.js';
import { readEndpoints, type Resolved } from './read.js';

/** How often the file and its secrets are looked at, ms. By content: mounted files change behind links that no watcher sees. */
const LOOK_MS = 1_000;

/** The book that counts now. */
export interface Shelf {
  book(): Book;
  /** Why the file's newest version does not count; undefined while it does. */
  fault(): string | undefined;
  stop(): Promise<void>;
}

interface Given {
  /** `''`: there is none. */
  readonly file: string;
  readonly providers: readonly Provider[];
  readonly variable: NonNullable<World['variable']>;
  readonly logger: Logger;
  readonly instruments: Pick<Instruments, 'endpointsFaulty'>;
  readonly write: (listed: readonly Resolved[]) => Book;
  readonly changed: (book: Book) => void;
  readonly lookMs?: number;
}

/** Reads the endpoints, and again whenever they change. A fault refuses the start; later it leaves the last good version in place and is told. */
export const openShelf = async ({ file, providers, variable, logger, instruments, write, changed, lookMs = LOOK_MS }: Given): Promise<Shelf> => {
  if (file === '') {
    const book = write([]);
    return { book: () => book, fault: () => undefined, stop: async () => {} };
  }
  const first = await readEndpoints(file, providers, variable);
  if (!first.endpoints.ok) throw new Error(first.endpoints.error);
  let { stamp } = first;
  let seen = stamp;
  let book = write(first.endpoints.all);
  let fault: string | undefined;
  instruments.endpointsFaulty.set(0);

  const look = async (): Promise<void> => {
    const read = await readEndpoints(file, providers, variable);
    // somebody may still be writing it, and half a list would turn senders away: it counts when it has stood still from one look to the next
    const still = read.stamp === seen;
    seen = read.stamp;
    if (!still || read.stamp === stamp) return;
    stamp = read.stamp;
    fault = read.endpoints.ok ? undefined : read.endpoints.error;
    instruments.endpointsFaulty.set(read.endpoints.ok ? 0 : 1);
    if (!read.endpoints.ok) return logger.error('The endpoints changed and cannot be read: those from before stay in use.', { error: fault });
    book = write(read.endpoints.all);
    logger.info('The endpoints changed and were read again.', { endpoints: read.endpoints.all.map(({ provider, name }) => `${provider}/${name}`) });
    changed(book);
  };
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => logger.error('The endpoints could not be looked at.', { error: error instanceof Error ? error.message : String(error) }))
      .finally(() => { looking = undefined; });
  }, lookMs);
  timer.unref();
  return {
    book: () => book,
    fault: () => fault,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
};
