import { timeOf, topics, type Change } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, NewRecord, Position } from '@culprit/ports';
import { adopt, created, decide, gone, type Decided } from './change/decide.js';
import type { Found } from './change/to-change.js';
import type { Seen } from './kinds/kind.js';
import type { Board } from './report/board.js';
import type { Known, Marker } from './state/known.js';
import type { Remembered } from './state/read.js';
import { forgetRecord, markerRecord, stateRecord } from './state/records.js';

export interface KeeperOptions {
  readonly cluster: string;
  readonly environmentOf: Found['environmentOf'];
  readonly kind: string;
  /** The names of its streams. */
  readonly streams: readonly string[];
  readonly keyId: string;
  readonly rules: number;
  readonly clock: Clock;
  readonly board: Board;
  /** Appends until it is durable. */
  readonly append: (records: readonly NewRecord[]) => Promise<Position[]>;
  readonly onChange: (change: Change) => void;
}

/** What was seen of one object, and whether it is the last that there is to see. */
export interface Sighting {
  readonly seen: Seen;
  readonly deleted: boolean;
}

/** Clocks of two machines and whole seconds of creation times: so much later than our last look is certainly after it. */
const CREATION_SLACK_MS = 2000;

/**
 * Holds the last known projection of every object of a kind and turns what is seen into records. The state record, with the statements that
 * come of it, is durable before the statements are appended; whoever starts again appends those of the newest records once more.
 */
export class Keeper {
  private readonly objects: Map<string, Known>;
  private readonly positions: number[];
  private readonly unreadable: ReadonlySet<string>;
  /** Per stream, up to when it has seen. */
  private readonly looks = new Map<string, string>();
  private readonly before: string | undefined;

  constructor(private readonly options: KeeperOptions, remembered: Remembered) {
    this.objects = remembered.objects;
    this.positions = remembered.positions;
    this.unreadable = remembered.unreadable;
    this.before = remembered.marker?.seenUntil;
  }

  get size(): number {
    return this.objects.size;
  }

  /** The generation whose spec we hold by the present rules and key. */
  readonly knownGeneration = (uid: string): number | undefined => {
    const known = this.objects.get(uid);
    return known !== undefined && known.rules === this.options.rules && known.keyId === this.options.keyId ? known.generation : undefined;
  };

  /** What the stream shows has been seen up to now. */
  seenNow(stream: string): void {
    this.looks.set(stream, timeOf(this.options.clock.now()));
  }

  /** The last moment up to which the stream has seen, in this run or an earlier one; undefined when it never did. */
  lastLook(stream: string): string | undefined {
    return this.looks.get(stream) ?? this.before;
  }

  /** Statements that an earlier run may not have got through. */
  resend(changes: readonly Change[]): Promise<Position[]> {
    return this.options.append(changes.map((event) => eventRecord({ kind: 'change', event })));
  }

  /** What a watch brought. */
  async live(sightings: readonly Sighting[]): Promise<void> {
    const found = this.found(undefined);
    await this.take(sightings, ({ seen, deleted }, known) => {
      if (deleted) return known === undefined ? undefined : gone(known, seen.deletedAt, found);
      return known === undefined ? created(seen, found, this.options.keyId) : decide(known, seen, found, this.options.keyId);
    });
  }

  /** A page of a list. What is new in it was made while we were away if it is younger than our last look; else it is first seen now. */
  async listed(sightings: readonly Sighting[], since: string | undefined): Promise<void> {
    const found = this.found(since);
    await this.take(sightings, ({ seen }, known) => {
      if (known !== undefined) return decide(known, seen, found, this.options.keyId);
      return this.madeSince(seen, since) ? created(seen, found, this.options.keyId) : adopt(seen, found, this.options.keyId);
    });
  }

  /** A stream's list is whole: what was known in its scope and is not in it was deleted meanwhile. */
  async missing(stream: string, listedUids: ReadonlySet<string>, namespace: string | undefined, since: string | undefined): Promise<void> {
    const found = this.found(since);
    const lost = [...this.objects.values()].filter((known) => (namespace === undefined || known.namespace === namespace) && !listedUids.has(known.uid));
    await this.store(new Map(lost.map((known) => [known.uid, [gone(known, undefined, found)]])));
    for (const { uid } of lost) this.options.board.remove(uid);
    this.looks.set(stream, timeOf(this.options.clock.now()));
    if (this.options.streams.every((name) => this.looks.has(name))) this.options.board.settle();
    await this.say();
  }

  /** Says what is due of the services. */
  async say(): Promise<void> {
    const services = this.options.board.take(this.options.clock.now());
    await this.options.append(services.map((event) => eventRecord({ kind: 'service', event })));
  }

  /** Notes how far we are; all records so far have had their statements appended. */
  async mark(gaps: Marker['gaps']): Promise<void> {
    const looks = this.options.streams.map((stream) => this.looks.get(stream));
    // until every stream has listed once, the position of the run before still holds
    const seenUntil = looks.includes(undefined) ? this.before : looks.flatMap((look) => look ?? []).sort()[0];
    if (seenUntil === undefined) return;
    const { cluster, kind } = this.options;
    const positions = await this.options.append([markerRecord({ cluster, kind, seenUntil, positions: Array.from(this.positions, (p) => p ?? 0), gaps })]);
    this.advance(positions);
  }

  private found(reconciledSince: string | undefined): Found {
    const { cluster, environmentOf, kind, clock } = this.options;
    return { cluster, environmentOf, kind, observedAt: timeOf(clock.now()), ...(reconciledSince === undefined ? {} : { reconciledSince }) };
  }

  private madeSince(seen: Seen, since: string | undefined): boolean {
    if (since === undefined || seen.createdAt === undefined || this.unreadable.has(seen.uid)) return false;
    return Date.parse(seen.createdAt) + CREATION_SLACK_MS >= Date.parse(since);
  }

  private async take(sightings: readonly Sighting[], rule: (sighting: Sighting, known: Known | undefined) => Decided | undefined): Promise<void> {
    const decided = new Map<string, Decided[]>();
    for (const sighting of sightings) {
      const { uid } = sighting.seen;
      const last = decided.get(uid)?.at(-1)?.known ?? this.objects.get(uid);
      const result = rule(sighting, last?.deleted === true ? undefined : last);
      if (result !== undefined) decided.set(uid, [...(decided.get(uid) ?? []), result]);
      if (sighting.deleted) this.options.board.remove(uid);
      else this.options.board.put(uid, sighting.seen);
    }
    await this.store(decided);
    await this.say();
  }

  private async store(decided: ReadonlyMap<string, readonly Decided[]>): Promise<void> {
    const records = [...decided.values()].flatMap((steps) => {
      const last = steps.at(-1);
      if (last === undefined || !steps.some((step) => step.store)) return [];
      return [{ known: last.known, changes: steps.flatMap((step) => step.changes) }];
    });
    this.advance(await this.options.append(records.map(stateRecord)));
    const changes = records.flatMap((record) => record.changes);
    await this.options.append(changes.map((event) => eventRecord({ kind: 'change', event })));
    const over = records.filter((record) => record.known.deleted === true);
    this.advance(await this.options.append(over.map((record) => forgetRecord(record.known))));

    for (const { known } of records) {
      if (known.deleted === true) this.objects.delete(known.uid);
      else this.objects.set(known.uid, known);
    }
    changes.forEach(this.options.onChange);
  }

  private advance(positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) {
      if (topic === topics.k8sState.name) this.positions[partition] = Math.max(this.positions[partition] ?? 0, offset + 1);
    }
  }
}
