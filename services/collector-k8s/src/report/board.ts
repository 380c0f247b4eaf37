import { createHash } from 'node:crypto';
import { canonicalJson, compareText, timeOf, type Service } from '@culprit/domain';
import type { Seen } from '../kinds/kind.js';
import { imageRef } from '../redact/safe.js';
import { Packer } from '../state/packed.js';

type Member = { readonly [K in 'service' | 'workload']-?: NonNullable<Seen[K]> };

interface Slot {
  readonly name: string;
  readonly environment: string;
  /** Most have one. */
  members: Held | readonly Held[];
  /** What was last said, without its time. */
  said: number;
}

/** A workload with what it says of its service, packed. */
interface Held {
  readonly uid: string;
  readonly slot: Slot;
  readonly packed: string;
}

const NOTHING = -1;
/** A statement by one number: whole ones would weigh more than all else that is kept of a workload. */
const numberOf = (statement: Omit<Service, 'observedAt'>): number => createHash('sha1').update(canonicalJson(statement)).digest().readUIntBE(0, 6);

const all = ({ members }: Slot): readonly Held[] => ('uid' in members ? [members] : members);

/** At most one statement of a service in so long; the last of several is always said. */
const PAUSE_MS = 1000;

/** The services of one cluster (or shard of it) and what was last said of each. One statement holds all workloads of its name in one environment, as the catalog counts only the latest. */
export class Board {
  /** By environment and name. */
  private readonly slots = new Map<string, Map<string, Slot>>();
  /** By the entity of each workload. */
  private readonly held = new Map<string, Held>();
  /** Services of workloads that are not ours to say, by their entity. */
  private readonly others = new Map<string, { readonly name: string; readonly uid: string; readonly desired: number | undefined }>();
  private readonly dirty = new Set<Slot>();
  /** When those spoke that must still pause. */
  private readonly saidAt = new Map<Slot, number>();
  private readonly packer = new Packer();

  private settled = false;
  private complete = false;

  /** `said`: what stands in the catalog from us. */
  constructor(private readonly instance: string, private readonly environmentOf: (namespace: string) => string, said: Iterable<Service> = []) {
    for (const { observedAt: _when, ...statement } of said) this.slot(statement.name, statement.environment ?? '').said = numberOf(statement);
  }

  put(entity: string, uid: string, seen: Member): void {
    // one copy of what is mostly the same name
    const name = seen.service.name === seen.workload.name ? seen.workload.name : seen.service.name;
    const slot = this.slot(name, this.environmentOf(seen.workload.namespace));
    const before = this.held.get(entity);
    const text = JSON.stringify({ service: seen.service, workload: seen.workload });
    if (before?.uid === uid && before.slot === slot && this.text(before) === text) return;
    if (before !== undefined) this.leave(before);
    const held: Held = { uid, slot, packed: this.packer.pack(text, slot.name) };
    const others = all(slot);
    slot.members = others.length === 0 ? held : [...others, held];
    this.dirty.add(slot);
    this.held.set(entity, held);
  }

  /** The service that a workload runs; undefined for one that is not known. */
  serviceOf(entity: string): string | undefined {
    return this.held.get(entity)?.slot.name ?? this.others.get(entity)?.name;
  }

  /** How many pods a service should have, all its workloads together; undefined where one of them does not say. */
  wanted(name: string, environment: string): number | undefined {
    const slot = this.slots.get(environment)?.get(name);
    const own = slot === undefined ? [] : all(slot).map((held) => (JSON.parse(this.text(held)) as Member).workload.desired);
    const others = [...this.others].filter(([entity, other]) => other.name === name && this.environmentOf(entity.slice(0, entity.indexOf('/'))) === environment);
    return [...own, ...others.map(([, { desired }]) => desired)].reduce((sum, desired) => (sum === undefined || desired === undefined ? undefined : sum + desired), 0);
  }

  remove(entity: string, uid: string): void {
    const held = this.held.get(entity);
    // a new one of the same name may have been seen before the old one's end
    if (held?.uid !== uid) return;
    this.held.delete(entity);
    this.leave(held);
  }

  /** A workload that another shard says the service of. */
  know(entity: string, uid: string, { service, workload }: Member): void {
    this.others.set(entity, { name: service.name, uid, desired: workload.desired });
  }

  unknow(entity: string, uid: string): void {
    if (this.others.get(entity)?.uid === uid) this.others.delete(entity);
  }

  /**
   * Everything that can be seen has been seen once: before that nothing is said, as half a service would be. Once nothing is hidden from us
   * (`complete`) a name that nothing brought is said to be removed.
   */
  settle(complete: boolean): void {
    if (this.settled && (this.complete || !complete)) return;
    this.settled = true;
    this.complete = complete;
    for (const named of this.slots.values()) for (const slot of named.values()) this.dirty.add(slot);
  }

  /** The statements that are due; they count as said. */
  take(now: number): Service[] {
    if (!this.settled) return [];
    for (const [slot, at] of this.saidAt) if (at + PAUSE_MS <= now) this.saidAt.delete(slot);
    const due = [...this.dirty].filter((slot) => this.isDue(slot) && !this.saidAt.has(slot));
    return due.flatMap((slot) => {
      this.dirty.delete(slot);
      const statement = this.statement(slot, all(slot).map((held) => JSON.parse(this.text(held)) as Member));
      const said = numberOf(statement);
      if (all(slot).length === 0) this.slots.get(slot.environment)?.delete(slot.name);
      if (said === slot.said) return [];
      slot.said = said;
      this.saidAt.set(slot, now);
      return [{ ...statement, observedAt: timeOf(now) }];
    });
  }

  /** When `take` will have something again; undefined while nothing waits. */
  nextAt(): number | undefined {
    if (!this.settled) return undefined;
    let next: number | undefined;
    for (const slot of this.dirty) {
      const at = this.isDue(slot) ? (this.saidAt.get(slot) ?? Number.NEGATIVE_INFINITY) + PAUSE_MS : Number.POSITIVE_INFINITY;
      if (at < (next ?? Number.POSITIVE_INFINITY)) next = at;
    }
    return next;
  }

  private isDue(slot: Slot): boolean {
    return this.complete || all(slot).length > 0;
  }

  private leave(held: Held): void {
    const left = all(held.slot).filter((each) => each !== held);
    held.slot.members = left.length === 1 && left[0] !== undefined ? left[0] : left;
    this.dirty.add(held.slot);
  }

  private text({ packed, slot }: Held): string {
    return this.packer.unpack(packed, slot.name);
  }

  private slot(name: string, environment: string): Slot {
    const named = this.slots.get(environment) ?? new Map<string, Slot>();
    this.slots.set(environment, named);
    const slot = named.get(name) ?? { name, environment, members: [], said: NOTHING };
    named.set(name, slot);
    return slot;
  }

  private statement({ name, environment }: Slot, members: readonly Member[]): Omit<Service, 'observedAt'> {
    const union = (pick: (member: Member) => readonly string[]): string[] => [...new Set(members.flatMap(pick))].sort(compareText);
    const owner = union((m) => (m.service.owner === undefined ? [] : [m.service.owner]))[0];
    const place = (m: Member): string => `${m.workload.namespace}/${m.workload.kind}/${m.workload.name}`;
    return {
      name,
      environment,
      source: `kubernetes/${this.instance}`,
      aliases: union((m) => m.service.aliases),
      owns: [],
      ...(owner === undefined ? {} : { owner }),
      links: [],
      repositories: union((m) => m.service.repositories),
      images: union((m) => m.workload.images.map((image) => imageRef(image)?.repository ?? image)),
      dependsOn: union((m) => m.service.dependsOn),
      workloads: [...members].sort((a, b) => compareText(place(a), place(b))).map((m) => m.workload),
      ...(members.length === 0 ? { removed: true } : {}),
    };
  }
}
