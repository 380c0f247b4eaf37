import { type Catalog, type Service, buildCatalog, latest, serviceIdentity, topics } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog, Reader } from '@culprit/ports';

/** The catalog as the whole topic says it. */
export interface CatalogFeed {
  readonly reader: Reader;
  /** `version` grows with every record of the topic, and is the same wherever the same has been read. */
  current(): { readonly version: number; readonly catalog: Catalog };
}

/** Reads the catalog topic from its start; `changed` is called after each batch. Records that cannot be read are the projector's poison, told there. */
export const followCatalog = async (log: EventLog, changed: () => void): Promise<CatalogFeed> => {
  const statements = new Map<string, Service>();
  const next: number[] = [];
  let built: { version: number; catalog: Catalog } | undefined;
  const reader = await log.read({ topics: [topics.catalog.name], from: 'earliest' }, ({ partition, records }) => {
    for (const record of records) {
      const parsed = parseRecord('service', record);
      if (!parsed.ok) continue;
      const key = serviceIdentity(parsed.event);
      const known = statements.get(key);
      statements.set(key, known === undefined ? parsed.event : latest(known, parsed.event));
    }
    next[partition] = (records.at(-1)?.offset ?? -1) + 1;
    changed();
  });
  return {
    reader,
    current: () => {
      const version = next.reduce((sum, offset) => sum + (offset ?? 0), 0);
      if (built?.version !== version) built = { version, catalog: buildCatalog(statements.values()) };
      return built;
    },
  };
};
