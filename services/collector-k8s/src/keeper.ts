import { timeOf, topics, type Change } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, NewRecord, Position } from '@culprit/ports';
import type { Managers } from './change/actor.js';
import { adopt, created, decide, gone, succeeded, type Decided } from './change/decide.js';
import type { Found } from './change/found.js';
import { hasSuffix, stemmed, withPods } from './change/to-change.js';
import type { Seen, WatchedKind } from './kinds/kind.js';
import { entityOf } from './kinds/meta.js';
import type { OnNode } from './on-node.js';
import type { Scene } from './scene.js';
import type { Shard } from './shard.js';
import type { Known, StateRecord } from './state/known.js';
import type { Remembered } from './state/read.js';
import { forgetRecord, markerRecord, stateRecord } from './state/records.js';
import { Shelf } from './state/shelf.js';

export interface KeeperOptions {
  readonly cluster: string;
  readonly environmentOf: Found['environmentOf'];
  readonly kind: WatchedKind;
  readonly shard: Pick<Shard, 'index' | 'count'>;
  /** The names of its streams. */
  readonly streams: readonly string[];
  readonly keyId: string;
  readonly rules: number;
  readonly managers: Managers;
  readonly clock: Clock;
  readonly scene: Scene;
  /** Appends until it is durable. */
  readonly append: (records: readonly NewRecord[]) => Promise<Position[]>;
  readonly onChange: (change: Change) => void;
  /** What runs on one of these objects, where anything does; undefined where that cannot be told. */
  readonly running?: (name: string, change: Change, signal: AbortSignal) => Promise<OnNode | undefined>;
}

/** What was seen of one object, and whether it is the last that there is to see. */
export interface Sighting {
  readonly seen: Seen;
  readonly deleted: boolean;
}

/** Clocks of two machines and whole seconds of creation times: so much later than our last look is certainly after it. */
const CREATION_SLACK_MS = 2000;
/** All else waits while it is asked what runs on what was changed. */
const ASK_MS = 5000;

/**
 * Holds the last known projection of every object of a kind and turns what is seen into records. The state record, with the statements that
 * come of it, is durable before the statements are appended; whoever starts again appends those of the newest records once more.
 */
export class Keeper {
  private readonly shelf: Shelf;
  private readonly positions: number[];
  private readonly unreadable: ReadonlySet<string>;
  /** Per stream, up to when it has seen. */
  private readonly looks = new Map<string, number>();
  private readonly before: string | undefined;
  /** What has left a trace in the scene and is not on the shelf, by uid: of most pods nothing is kept. */
  private readonly traces = new Map<string, readonly [namespace: string, name: string]>();
  /** Of names with a generated suffix: those of one stem. */
  private readonly stems = new Map<string, Set<string>>();

  constructor(private readonly options: KeeperOptions, remembered: Remembered) {
    this.shelf = new Shelf(options.rules, options.keyId, remembered.objects);
    this.positions = [...remembered.positions];
    this.unreadable = remembered.unreadable;
    this.before = remembered.marker?.seenUntil;
    for (const [uid, namespace, name] of this.shelf.named()) this.stem(namespace, name)?.add(uid);
  }

  get size(): number {
    return this.shelf.size;
  }

  readonly isKnown = (uid: string, generation: number, resourceVersion: string): boolean => this.shelf.isKnown(uid, generation, resourceVersion);

  /** Whether an object has left something in the scene that its next version may take away. */
  readonly leftTrace = (uid: string): boolean => this.traces.has(uid);

  /** What the stream shows has been seen up to now. */
  seenNow(stream: string): void {
    this.looks.set(stream, this.options.clock.now());
  }

  /** The last moment up to which the stream has seen, in this run or an earlier one; undefined when it never did. */
  lastLook(stream: string): string | undefined {
    const look = this.looks.get(stream);
    return look === undefined ? this.before : timeOf(look);
  }

  /** Statements that an earlier run may not have got through. */
  resend(changes: readonly Change[]): Promise<Position[]> {
    return this.options.append(changes.map((event) => eventRecord({ kind: 'change', event })));
  }

  /** What a watch brought. */
  async live(sightings: readonly Sighting[]): Promise<void> {
    const found = this.found(undefined);
    await this.take(sightings, ({ seen, deleted }, known) => {
      if (deleted) return known === undefined ? undefined : this.end(known, seen.deletedAt, found);
      return known === undefined ? this.fresh(seen, found) : decide(known, seen, found, this.options.keyId);
    });
  }

  /** A page of a list. What is new in it was made while we were away if it is younger than our last look; else it is first seen now. */
  async listed(sightings: readonly Sighting[], since: string | undefined): Promise<void> {
    const found = this.found(since);
    await this.take(sightings, ({ seen }, known) => {
      if (known !== undefined) return decide(known, seen, found, this.options.keyId);
      return this.madeSince(seen, since) ? this.fresh(seen, found) : adopt(seen, found, this.options.keyId);
    });
  }

  /** What is known in a stream's scope and is not in its list. */
  absent(listedUids: ReadonlySet<string>, namespace: string | undefined): string[] {
    const traced = [...this.traces].filter(([, [where]]) => namespace === undefined || where === namespace).map(([uid]) => uid);
    return [...this.shelf.uids(namespace), ...traced].filter((uid) => !listedUids.has(uid));
  }

  /** What was deleted while nobody looked; those whose end has been seen since are left out. */
  async missing(uids: readonly string[], since: string | undefined): Promise<void> {
    const { kind, scene, clock } = this.options;
    const found = this.found(since);
    const lost = uids.flatMap((uid) => this.shelf.get(uid) ?? []);
    await this.store(new Map(lost.map((known) => [known.uid, [this.end(known, undefined, found)]])));
    for (const { uid, namespace, name } of lost) scene.forget(kind.name, uid, namespace, name, clock.now());
    for (const uid of uids) {
      const [namespace, name] = this.traces.get(uid) ?? [];
      if (namespace !== undefined && name !== undefined) scene.forget(kind.name, uid, namespace, name, clock.now());
      this.traces.delete(uid);
    }
  }

  /** How far we are; all records so far have had their statements appended. Undefined before there is anything to note. */
  marker(): NewRecord | undefined {
    const looks = this.options.streams.map((stream) => this.looks.get(stream) ?? Number.NaN);
    // until every stream has listed once, the position of the run before still holds
    const seenUntil = looks.some(Number.isNaN) ? this.before : timeOf(Math.min(...looks));
    const { cluster, kind, shard } = this.options;
    return seenUntil === undefined ? undefined : markerRecord({ cluster, kind: kind.name, seenUntil, positions: Array.from(this.positions, (p) => p ?? 0), gaps: [], shard: shard.index, shards: shard.count });
  }

  private found(reconciledSince: string | undefined): Found {
    const { cluster, environmentOf, kind, managers, clock, scene } = this.options;
    return {
      cluster, environmentOf, kind, managers, observedAt: timeOf(clock.now()), ...(reconciledSince === undefined ? {} : { reconciledSince }),
      lineage: scene.lineage,
      syncAt: scene.syncAt,
      autoscalerOf: (object) => scene.relations.autoscalerOf(entityOf(object.namespace, kind.name, object.name)),
      about: (object, facts) => scene.relations.about(kind, cluster, environmentOf(object.namespace), object, stemmed(kind.suffixed, object.name), facts),
    };
  }

  private madeSince(seen: Seen, since: string | undefined): boolean {
    if (since === undefined || seen.createdAt === undefined || this.unreadable.has(seen.uid)) return false;
    return Date.parse(seen.createdAt) + CREATION_SLACK_MS >= Date.parse(since);
  }

  /** Something new: what takes the place of another of its stem is told as a change of that one. */
  private fresh(seen: Seen, found: Found): Decided {
    const before = [...(this.siblings(seen.namespace, seen.name) ?? [])].filter((uid) => uid !== seen.uid).at(-1);
    const known = before === undefined ? undefined : this.shelf.get(before);
    return known === undefined ? created(seen, found, this.options.keyId) : succeeded(known, seen, found, this.options.keyId);
  }

  /** Of several of one stem only the end of the last is told. */
  private end(known: Known, deletedAt: string | undefined, found: Found): Decided {
    this.stem(known.namespace, known.name)?.delete(known.uid);
    const others = this.siblings(known.namespace, known.name)?.size ?? 0;
    return gone(known, deletedAt, found, this.options.kind.endsSilently !== true && known.derived !== true && others === 0);
  }

  private siblings(namespace: string, name: string): ReadonlySet<string> | undefined {
    return this.options.kind.suffixed === true && hasSuffix(name) ? this.stems.get(`${namespace}/${stemmed(true, name)}`) : undefined;
  }

  private stem(namespace: string, name: string): Set<string> | undefined {
    if (this.options.kind.suffixed !== true || !hasSuffix(name)) return undefined;
    const key = `${namespace}/${stemmed(true, name)}`;
    const stem = this.stems.get(key) ?? new Set<string>();
    this.stems.set(key, stem);
    return stem;
  }

  private async take(sightings: readonly Sighting[], rule: (sighting: Sighting, known: Known | undefined) => Decided | undefined): Promise<void> {
    const { kind, scene, clock } = this.options;
    const decided = new Map<string, Decided[]>();
    for (const sighting of sightings) {
      const { seen, deleted } = sighting;
      const { uid, namespace, name } = seen;
      if (!deleted) scene.see(kind, seen, clock.now());
      if (kind.change !== undefined && !this.isPassing(seen)) {
        const idle = !deleted && !decided.has(uid) && seen.acts === undefined && this.shelf.isIdle(uid, seen.generation, seen.resourceVersion, seen.service?.name);
        const last = idle ? undefined : (decided.get(uid)?.at(-1)?.known ?? this.shelf.get(uid));
        const result = idle ? undefined : rule(sighting, last?.deleted === true ? undefined : last);
        if (result !== undefined) decided.set(uid, [...(decided.get(uid) ?? []), result]);
      } else if (!deleted && (seen.signs?.length ?? 0) + (seen.step === undefined ? 0 : 1) > 0) this.traces.set(uid, [namespace, name]);
      if (!deleted) continue;
      scene.forget(kind.name, uid, namespace, name, clock.now());
      this.traces.delete(uid);
    }
    await this.store(decided);
  }

  /** A step of another object's rollout: known by what it leaves in the scene alone. */
  private isPassing(seen: Seen): boolean {
    return seen.derived === true && seen.step !== undefined;
  }

  private async store(decided: ReadonlyMap<string, readonly Decided[]>): Promise<void> {
    const records = await this.told([...decided.values()].flatMap((steps) => {
      const last = steps.at(-1);
      if (last === undefined || !steps.some((step) => step.store)) return [];
      return [{ known: last.known, changes: steps.flatMap((step) => step.changes) }];
    }));
    this.advance(await this.options.append(records.map(stateRecord)));
    const changes = records.flatMap((record) => record.changes);
    await this.options.append(changes.map((event) => eventRecord({ kind: 'change', event })));
    const over = records.filter((record) => record.known.deleted === true);
    this.advance(await this.options.append(over.map((record) => forgetRecord(record.known))));

    for (const steps of decided.values()) this.shelve(steps.at(-1)?.known);
    changes.forEach(this.options.onChange);
  }

  /** Changes of what carries pods, with whose they are. */
  private async told(records: StateRecord[]): Promise<StateRecord[]> {
    const { running } = this.options;
    if (running === undefined) return records;
    const late = AbortSignal.timeout(ASK_MS);
    const told: StateRecord[] = [];
    for (const { known, changes } of records) {
      const last = changes.at(-1);
      const on = last === undefined ? undefined : await running(known.name, last, late);
      told.push({ known, changes: on === undefined ? changes : changes.map((change) => withPods(change, on)) });
    }
    return told;
  }

  private shelve(known: Known | undefined): void {
    if (known === undefined) return;
    if (known.deleted === true) return this.shelf.delete(known.uid);
    this.shelf.set(known);
    this.stem(known.namespace, known.name)?.add(known.uid);
  }

  private advance(positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) {
      if (topic === topics.k8sState.name) this.positions[partition] = Math.max(this.positions[partition] ?? 0, offset + 1);
    }
  }
}
