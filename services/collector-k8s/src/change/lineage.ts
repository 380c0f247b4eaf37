import { createHash } from 'node:crypto';
import type { Step } from '../kinds/kind.js';
import type { Leaves } from '../redact/leaf.js';
import { Packer } from '../state/packed.js';

const TEMPLATE = 'spec.template.';

/** A pod template by one short word. */
export const templateHash = (spec: Leaves): string | undefined => {
  const own = Object.entries(spec).filter(([path]) => path.startsWith(TEMPLATE)).sort(([a], [b]) => (a < b ? -1 : 1));
  return own.length === 0 ? undefined : createHash('sha1').update(JSON.stringify(own)).digest('base64url').slice(0, 12);
};

export const templateOf = (spec: Leaves): Leaves => Object.fromEntries(Object.entries(spec).filter(([path]) => path.startsWith(TEMPLATE)));

/** One template that a workload had. */
export interface Stage {
  readonly uid: string;
  readonly revision: number;
  readonly at: string;
  readonly hash: string;
  template(): Leaves;
}

interface Kept {
  readonly uid: string;
  readonly revision: number;
  readonly at: string;
  readonly hash: string;
  /** Undefined where it is so old that nothing asks for it. */
  readonly packed: string | undefined;
}

/** Of so many the templates are kept whole; of older ones only that they were. */
const WHOLE = 4;

/** The templates that workloads had, by the ReplicaSets and ControllerRevisions that survive. */
export class Lineage {
  private readonly byOwner = new Map<string, Kept[]>();
  private readonly ownerOf = new Map<string, string>();
  private readonly packer = new Packer();

  put(uid: string, step: Step): void {
    const before = (this.byOwner.get(step.of) ?? []).find((kept) => kept.uid === uid);
    if (before?.revision === step.revision) return;
    this.remove(uid);
    // a template never changes: one that comes back has only a new revision
    const template = before === undefined ? step.template() : undefined;
    const kept: Kept = { uid, revision: step.revision, at: step.at, hash: before?.hash ?? templateHash(template ?? {}) ?? '', packed: before?.packed ?? this.packer.pack(JSON.stringify(template ?? step.template()), step.name) };
    const all = [...(this.byOwner.get(step.of) ?? []), kept].sort((a, b) => a.revision - b.revision);
    this.byOwner.set(step.of, all.map((each, index) => (index < all.length - WHOLE && each.packed !== undefined ? { ...each, packed: undefined } : each)));
    this.ownerOf.set(uid, step.of);
  }

  remove(uid: string): void {
    const owner = this.ownerOf.get(uid);
    if (owner === undefined) return;
    this.ownerOf.delete(uid);
    const left = (this.byOwner.get(owner) ?? []).filter((kept) => kept.uid !== uid);
    if (left.length === 0) this.byOwner.delete(owner);
    else this.byOwner.set(owner, left);
  }

  hashes(owner: string): string[] {
    return (this.byOwner.get(owner) ?? []).map(({ hash }) => hash);
  }

  /** What is kept whole of the workload of this uid and name, by revision. */
  stages(owner: string, name: string): Stage[] {
    return (this.byOwner.get(owner) ?? []).flatMap(({ packed, ...kept }) => (packed === undefined ? [] : [{ ...kept, template: () => JSON.parse(this.packer.unpack(packed, name)) as Leaves }]));
  }

  get size(): number {
    return this.ownerOf.size;
  }
}
