/** The read store: see the prose in this file. */
export interface ReadStore {
  close(): Promise<void>;
}
