import { openEmbedded, openServer } from '../database.js';
import type { ClickHouseOptions } from '../open.js';

/** Runs a statement of a test's own on a store, which may be open in this process meanwhile. */
export const runStatement = async (options: ClickHouseOptions, statement: string): Promise<void> => {
  const db = 'path' in options ? await openEmbedded(options.path) : await openServer(options);
  try {
    await db.command(statement);
  } finally {
    await db.close();
  }
};
