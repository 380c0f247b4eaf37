import type { ReadStore } from '../read-store.js';

/** What an adapter brings to the suite. */
export interface ReadStoreHarness {
  /** An empty store. The suite closes it before it asks for the next. */
  fresh(): Promise<ReadStore>;
  /** After the last test. */
  close?(): Promise<void>;
}
