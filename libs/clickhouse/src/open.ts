import type { ReadStore } from '@culprit/ports';
import { openEmbedded, openServer, type Database, type ServerOptions } from './database.js';
import { migrate } from './migrate.js';
import { accuracyReads } from './read/accuracy.js';
import { alertReads } from './read/alerts.js';
import { changeReads } from './read/changes.js';
import { evidenceReads } from './read/evidence.js';
import { incidentReads } from './read/incidents.js';
import { serviceReads } from './read/services.js';
import { timelineReads } from './read/timeline.js';
import { timelinesReads } from './read/timelines.js';
import { worldReads } from './read/world.js';
import { writes } from './write.js';

/** `path`: the engine in this process, on that directory; one process a directory. */
export type ClickHouseOptions = (ServerOptions | { readonly path: string }) & {
  /** Told the name of every query of `queries/` that is asked. */
  readonly asked?: ((query: string) => void) | undefined;
};

/** The read store on ClickHouse, its schema brought up to date. Rejects with `StoreUnavailable`, or in words when the schema is newer than this program. */
export const openClickHouseStore = async (options: ClickHouseOptions): Promise<ReadStore> => {
  const opened = 'path' in options ? await openEmbedded(options.path) : await openServer(options);
  const { asked } = options;
  const db: Database = asked === undefined ? opened : { ...opened, ask: (name, params) => { asked(name); return opened.ask(name, params); } };
  try {
    await migrate(db);
  } catch (cause) {
    await db.close();
    throw cause;
  }
  return {
    ...writes(db),
    ...serviceReads(db),
    ...changeReads(db),
    ...alertReads(db),
    ...incidentReads(db),
    ...timelineReads(db),
    ...timelinesReads(db),
    ...worldReads(db),
    ...evidenceReads(db),
    ...accuracyReads(db),
    ping: () => db.ping(),
    close: () => db.close(),
  };
};
