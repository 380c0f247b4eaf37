import { latest, serviceIdentity, topics, type Change, type Service } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog, Logger, LogRecord } from '@culprit/ports';
import { Marker, StateRecord, stateKey, type Known } from './known.js';

/** What was known of one kind in one cluster when its collector last ran. */
export interface Remembered {
  readonly objects: Map<string, Known>;
  readonly marker?: Marker;
  /** Of the records behind the marker: they may not have reached the log. */
  readonly unsent: readonly Change[];
  /** Next offset per partition. */
  readonly positions: number[];
  /** What the catalog holds from us and is not removed. */
  readonly services: readonly Service[];
  /** Objects whose record we cannot read: they are taken as they are found. */
  readonly unreadable: ReadonlySet<string>;
}

interface Newest {
  readonly partition: number;
  readonly record: LogRecord;
}

/** The newest record of every key of one kind in one cluster. */
const newestOf = async (log: EventLog, cluster: string, kind: string): Promise<{ newest: Map<string, Newest>; positions: number[] }> => {
  const newest = new Map<string, Newest>();
  const positions: number[] = [];
  const reader = await log.read({ topics: [topics.k8sState.name], from: 'earliest' }, (batch) => {
    for (const record of batch.records) {
      positions[batch.partition] = record.offset + 1;
      const uid = uidOf(record.key, cluster, kind);
      if (uid === undefined) continue;
      if (record.value === null) newest.delete(uid);
      else newest.set(uid, { partition: batch.partition, record });
    }
  });
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
  return { newest, positions: Array.from(positions, (position) => position ?? 0) };
};

/** The services that stand in the catalog under this source. */
const statedBy = async (log: EventLog, source: string): Promise<Service[]> => {
  const newest = new Map<string, Service>();
  const reader = await log.read({ topics: [topics.catalog.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      // others' statements and what removes a key are none of ours
      const parsed = record.value === null ? undefined : parseRecord('service', record);
      if (parsed?.ok !== true || parsed.event.source !== source) continue;
      const known = newest.get(serviceIdentity(parsed.event));
      newest.set(serviceIdentity(parsed.event), known === undefined ? parsed.event : latest(known, parsed.event));
    }
  });
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
  return [...newest.values()].filter((service) => service.removed !== true);
};

const uidOf = (key: string | null, cluster: string, kind: string): string | undefined => {
  if (key === null || !key.startsWith(stateKey(cluster, kind, '').slice(0, -2))) return undefined;
  const parts: unknown = JSON.parse(key);
  return Array.isArray(parts) && typeof parts[2] === 'string' ? parts[2] : undefined;
};

const json = (record: LogRecord): unknown => {
  try {
    return JSON.parse(record.value?.toString('utf8') ?? '');
  } catch {
    return undefined; // the schema refuses it, and says so with what else it refuses
  }
};

export const readState = async (log: EventLog, cluster: string, kind: string, logger: Logger): Promise<Remembered> => {
  const { newest, positions } = await newestOf(log, cluster, kind);
  const markerRecord = newest.get('');
  newest.delete('');
  const marker = markerRecord === undefined ? undefined : Marker.safeParse(json(markerRecord.record)).data;

  const objects = new Map<string, Known>();
  const unreadable = new Set<string>();
  const unsent: Change[] = [];
  for (const [uid, { partition, record }] of newest) {
    const parsed = StateRecord.safeParse(json(record));
    if (!parsed.success) {
      logger.warn('A state record cannot be read; the object is taken as it is found.', { cluster, kind, uid, reason: parsed.error.issues[0]?.message });
      unreadable.add(uid);
      continue;
    }
    if (parsed.data.known.deleted !== true) objects.set(uid, parsed.data.known);
    if (record.offset >= (marker?.positions[partition] ?? 0)) unsent.push(...parsed.data.changes);
  }
  const services = await statedBy(log, `kubernetes/${cluster}`);
  return { objects, services, ...(marker === undefined ? {} : { marker }), unsent, positions, unreadable };
};
