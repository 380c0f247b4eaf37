import { createHash } from 'node:crypto';
import { canonicalJson, compareText, timeOf, type Service } from '@culprit/domain';
import type { Seen } from '../kinds/kind.js';
import { imageRef } from '../redact/safe.js';

type Member = { readonly [K in 'service' | 'workload']-?: NonNullable<Seen[K]> };

interface Slot {
  readonly name: string;
  readonly environment: string;
  readonly members: Map<string, Member>;
  /** What was last said, without its time. */
  said: string;
  saidAt: number;
  dirty: boolean;
}

const entityOf = ({ workload }: Member): string => `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}`;
const keyOf = ({ name, environment }: Pick<Slot, 'name' | 'environment'>): string => JSON.stringify([environment, name]);

/** A statement by one short word: whole ones would weigh more than all else that is kept of a workload. */
const wordOf = (statement: Omit<Service, 'observedAt'>): string => createHash('sha1').update(canonicalJson(statement)).digest('base64url');

/** At most one statement of a service in so long; the last of several is always said. */
const PAUSE_MS = 1000;

/** The services of one cluster and what was last said of each. One statement holds all workloads of its name in one environment, as the catalog counts only the latest. */
export class Board {
  private readonly slots = new Map<string, Slot>();
  /** The slot of each object. */
  private readonly slotOf = new Map<string, string>();

  /** The service of each workload, by its entity. */
  private readonly names = new Map<string, { readonly name: string; readonly uid: string }>();

  private settled = false;
  private complete = false;

  /** `said`: what stands in the catalog from us. */
  constructor(private readonly cluster: string, private readonly environmentOf: (namespace: string) => string, said: Iterable<Service> = []) {
    for (const { observedAt: _when, ...statement } of said) this.slot(statement.name, statement.environment ?? '').said = wordOf(statement);
  }

  put(uid: string, seen: Member): void {
    const slot = this.slot(seen.service.name, this.environmentOf(seen.workload.namespace));
    const key = keyOf(slot);
    if (this.slotOf.get(uid) !== key) this.remove(uid);
    slot.members.set(uid, { service: seen.service, workload: seen.workload });
    slot.dirty = true;
    this.slotOf.set(uid, key);
    this.names.set(entityOf(seen), { name: seen.service.name, uid });
  }

  /** The service that a workload runs; undefined for one that is not known. */
  serviceOf(entity: string): string | undefined {
    return this.names.get(entity)?.name;
  }

  remove(uid: string): void {
    const slot = this.slots.get(this.slotOf.get(uid) ?? '');
    this.slotOf.delete(uid);
    const member = slot?.members.get(uid);
    if (slot === undefined || member === undefined) return;
    slot.members.delete(uid);
    slot.dirty = true;
    // a new one of the same name may have been seen before the old one's end
    if (this.names.get(entityOf(member))?.uid === uid) this.names.delete(entityOf(member));
  }

  /**
   * Everything that can be seen has been seen once: before that nothing is said, as half a service would be. Once nothing is hidden from us
   * (`complete`) a name that nothing brought is said to be removed.
   */
  settle(complete: boolean): void {
    if (this.settled && (this.complete || !complete)) return;
    this.settled = true;
    this.complete = complete;
    for (const slot of this.slots.values()) slot.dirty = true;
  }

  /** The statements that are due; they count as said. */
  take(now: number): Service[] {
    if (!this.settled) return [];
    const due = [...this.slots].filter(([, slot]) => this.isDue(slot) && slot.saidAt + PAUSE_MS <= now);
    return due.flatMap(([key, slot]) => {
      slot.dirty = false;
      const statement = this.statement(slot, [...slot.members.values()]);
      const said = wordOf(statement);
      if (slot.members.size === 0) this.slots.delete(key);
      if (said === slot.said) return [];
      slot.said = said;
      slot.saidAt = now;
      return [{ ...statement, observedAt: timeOf(now) }];
    });
  }

  /** When `take` will have something again; undefined while nothing waits. */
  nextAt(): number | undefined {
    if (!this.settled) return undefined;
    const times = [...this.slots.values()].filter((slot) => this.isDue(slot)).map((slot) => slot.saidAt + PAUSE_MS);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  private isDue(slot: Slot): boolean {
    return slot.dirty && (this.complete || slot.members.size > 0);
  }

  private slot(name: string, environment: string): Slot {
    const key = keyOf({ name, environment });
    const slot = this.slots.get(key) ?? { name, environment, members: new Map<string, Member>(), said: '', saidAt: Number.NEGATIVE_INFINITY, dirty: false };
    this.slots.set(key, slot);
    return slot;
  }

  private statement({ name, environment }: Slot, members: readonly Member[]): Omit<Service, 'observedAt'> {
    const union = (pick: (member: Member) => readonly string[]): string[] => [...new Set(members.flatMap(pick))].sort(compareText);
    const owner = union((m) => (m.service.owner === undefined ? [] : [m.service.owner]))[0];
    const place = (m: Member): string => `${m.workload.namespace}/${m.workload.kind}/${m.workload.name}`;
    return {
      name,
      environment,
      source: `kubernetes/${this.cluster}`,
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
