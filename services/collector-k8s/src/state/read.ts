import { latest, dependencyIdentity, serviceIdentity, topics, type Alert, type Change, type Dependency, type Gap, type Service } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog, Logger, LogRecord, NewRecord } from '@culprit/ports';
import { indexOf, instanceOf, namespaceOf, whole, type Shard } from '../shard.js';
import { ALERTS, AlertRecord, IDENTITIES, Identity, isMarker, Marker, StateRecord, type Known } from './known.js';
import { leftRecords } from './left.js';

/** What was known of one kind in one cluster when its collector last ran. */
export interface Remembered {
  readonly objects: Known[];
  readonly marker?: Marker;
  /** Of the records behind the marker: they may not have reached the log. */
  readonly unsent: readonly Change[];
  /** Next offset per partition. */
  readonly positions: readonly number[];
  /** Objects whose record we cannot read: they are taken as they are found. */
  readonly unreadable: ReadonlySet<string>;
}

/** What is left of an earlier run. */
export interface Memory {
  kind(name: string): Remembered;
  /** What the catalog holds from us and is not removed. */
  readonly services: readonly Service[];
  readonly dependencies: readonly Dependency[];
  /** Statements of alerts that were not told to their end: each may not have reached the log. */
  readonly alerts: readonly Alert[];
  readonly gaps: readonly Gap[];
  /** What ends what shards said that are no more. */
  left(now: number): NewRecord[];
}

interface Newest {
  readonly partition: number;
  readonly record: LogRecord;
}

const PROVIDER = 'kubernetes/';

const readAll = async (log: EventLog, topic: string, cluster: string, each: (record: LogRecord, partition: number) => void): Promise<void> => {
  const reader = await log.read({ topics: [topic], from: 'earliest', cluster }, ({ records, partition }) => records.forEach((record) => each(record, partition)));
  try {
    await reader.caughtUp();
  } finally {
    await reader.stop();
  }
};

/** The newest record of every key of one cluster, by kind and uid. */
const newestOf = async (log: EventLog, cluster: string): Promise<{ newest: Map<string, Map<string, Newest>>; positions: number[] }> => {
  const newest = new Map<string, Map<string, Newest>>();
  const positions: number[] = [];
  await readAll(log, topics.k8sState.name, cluster, (record, partition) => {
    positions[partition] = record.offset + 1;
    const [of, kind, uid] = keyOf(record.key);
    if (of !== cluster || kind === undefined || uid === undefined) return;
    const kept = newest.get(kind) ?? new Map<string, Newest>();
    newest.set(kind, kept);
    if (record.value === null) kept.delete(uid);
    else kept.set(uid, { partition, record });
  });
  return { newest, positions: Array.from(positions, (position) => position ?? 0) };
};

const keyOf = (key: string | null): readonly (string | undefined)[] => {
  if (key === null) return [];
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts.map((part) => (typeof part === 'string' ? part : undefined)) : [];
  } catch {
    return []; // none of our keys
  }
};

/** What stands in a topic of this cluster, under each of its sources. */
const stated = async <K extends 'service' | 'dependency', E extends Service | Dependency>(log: EventLog, topic: string, kind: K, cluster: string, identity: (event: E) => string): Promise<E[]> => {
  const newest = new Map<string, E>();
  const isOurs = (source: string): boolean => source.startsWith(PROVIDER) && indexOf(cluster, source.slice(PROVIDER.length)) !== undefined;
  await readAll(log, topic, cluster, (record) => {
    // others' statements and what removes a key are none of ours
    const parsed = record.value === null ? undefined : parseRecord(kind, record);
    if (parsed?.ok !== true || !isOurs(parsed.event.source)) return;
    const event = parsed.event as unknown as E;
    const known = newest.get(identity(event));
    newest.set(identity(event), known === undefined ? event : latest(known, event));
  });
  return [...newest.values()];
};

const json = (record: LogRecord): unknown => {
  try {
    return JSON.parse(record.value?.toString('utf8') ?? '');
  } catch {
    return undefined; // the schema refuses it, and says so with what else it refuses
  }
};

const markersOf = (kept: ReadonlyMap<string, Newest> | undefined): Marker[] =>
  [...(kept ?? [])].flatMap(([uid, { record }]) => (isMarker(uid) ? (Marker.safeParse(json(record)).data ?? []) : []));

/** Where this shard stood: its own marker, or, where the cluster was shared otherwise then, what all of them had behind them. */
const markerOf = (kept: ReadonlyMap<string, Newest>, shard: Shard): Marker | undefined => {
  const all = markersOf(kept);
  const own = all.find((marker) => marker.shard === shard.index && marker.shards === shard.count);
  const [first, ...others] = all;
  if (own !== undefined || first === undefined) return own;
  return others.reduce((a, b) => ({ ...a, seenUntil: a.seenUntil < b.seenUntil ? a.seenUntil : b.seenUntil, positions: a.positions.map((position, at) => Math.min(position, b.positions[at] ?? 0)) }), first);
};

const rememberedOf = (cluster: string, kind: string, newest: ReadonlyMap<string, Newest>, positions: readonly number[], logger: Logger, shard: Shard): Remembered => {
  const marker = markerOf(newest, shard);
  const objects: Known[] = [];
  const unreadable = new Set<string>();
  const unsent: Change[] = [];
  for (const [uid, { partition, record }] of newest) {
    if (isMarker(uid)) continue;
    const parsed = StateRecord.safeParse(json(record));
    if (!parsed.success) {
      logger.warn('A state record cannot be read; the object is taken as it is found.', { cluster, kind, uid, reason: parsed.error.issues[0]?.message });
      unreadable.add(uid);
      continue;
    }
    if (!shard.mine(parsed.data.known.namespace)) continue;
    if (parsed.data.known.deleted !== true) objects.push(parsed.data.known);
    if (record.offset >= (marker?.positions[partition] ?? 0)) unsent.push(...parsed.data.changes);
  }
  return { objects, ...(marker === undefined ? {} : { marker }), unsent, positions, unreadable };
};

/** What is known of the part of a cluster that is this shard's; each takes its own of what all have written, however it was shared then. */
export const readState = async (log: EventLog, cluster: string, logger: Logger, shard: Shard = whole): Promise<Memory> => {
  const { newest, positions } = await newestOf(log, cluster);
  const source = `${PROVIDER}${instanceOf(cluster, shard.index)}`;
  const services = (await stated<'service', Service>(log, topics.catalog.name, 'service', cluster, serviceIdentity)).filter((service) => service.removed !== true);
  const dependencies = (await stated<'dependency', Dependency>(log, topics.dependencies.name, 'dependency', cluster, dependencyIdentity)).filter((dependency) => dependency.validTo === undefined);
  const alerts = [...(newest.get(ALERTS) ?? [])].flatMap(([, { record }]) => AlertRecord.safeParse(json(record)).data?.alert ?? []).filter(({ entities }) => shard.mine(namespaceOf(entities[0] ?? '')));
  const markers = [...newest.values()].flatMap(markersOf);
  const isLeft = ({ source: of }: { readonly source: string }): boolean => (indexOf(cluster, of.slice(PROVIDER.length)) ?? 0) >= shard.count;
  return {
    kind: (name) => rememberedOf(cluster, name, newest.get(name) ?? new Map<string, Newest>(), positions, logger, shard),
    services: services.filter((service) => service.source === source),
    dependencies: dependencies.filter((dependency) => dependency.source === source),
    alerts,
    gaps: markers.filter((marker) => marker.shard === shard.index).flatMap(({ gaps }) => gaps),
    left: (now) => (shard.index > 0 ? [] : leftRecords({ cluster, now, markers: markers.filter((marker) => marker.shard >= shard.count), services: services.filter(isLeft), dependencies: dependencies.filter(isLeft) })),
  };
};

/** Who claims the name of a cluster. */
export const identitiesIn = async (log: EventLog, cluster: string): Promise<Identity[]> => {
  const { newest } = await newestOf(log, cluster);
  return [...(newest.get(IDENTITIES) ?? [])].flatMap(([, { record }]) => Identity.safeParse(json(record)).data ?? []);
};
