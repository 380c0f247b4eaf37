import type { Known } from './known.js';
import { Packer } from './packed.js';

interface Held {
  readonly namespace: string;
  readonly name: string;
  /** Its generation, or where it has none its resource version. */
  readonly version: number | string;
  /** By which rules and key its spec was made. */
  readonly made: string;
  /** Nothing of it waits for an end or goes on. */
  readonly quiet: boolean;
  readonly service: string | undefined;
  readonly packed: string;
}

const versionOf = (generation: number, resourceVersion: string): number | string => (generation > 0 ? generation : resourceVersion);
const madeBy = (rules: number, keyId: string): string => `${rules} ${keyId}`;

/** The last known projection of every object of a kind, packed: what is looked at with every event stands beside. */
export class Shelf {
  private readonly held = new Map<string, Held>();
  private readonly made: string;
  private readonly packer = new Packer();
  private readonly words = new Map<string, string>();

  constructor(rules: number, keyId: string, objects: Iterable<Known> = []) {
    this.made = madeBy(rules, keyId);
    for (const known of objects) this.set(known);
  }

  get size(): number {
    return this.held.size;
  }

  get(uid: string): Known | undefined {
    const held = this.held.get(uid);
    return held === undefined ? undefined : { ...(JSON.parse(this.packer.unpack(held.packed, held.name)) as Omit<Known, 'uid'>), uid };
  }

  set(known: Known): void {
    const { uid, ...rest } = known;
    this.held.set(uid, {
      namespace: this.word(known.namespace),
      name: known.name,
      version: versionOf(known.generation, known.resourceVersion ?? ''),
      made: this.word(madeBy(known.rules, known.keyId)),
      quiet: known.unfinished === undefined && known.acts === undefined,
      service: known.service === known.name ? known.name : known.service === undefined ? undefined : this.word(known.service),
      packed: this.packer.pack(JSON.stringify(rest), known.name),
    });
  }

  delete(uid: string): void {
    this.held.delete(uid);
  }

  /** Whether its spec is known as this version shows it, by the present rules and key. */
  isKnown(uid: string, generation: number, resourceVersion: string): boolean {
    const held = this.held.get(uid);
    if (held === undefined || held.made !== this.made) return false;
    const version = versionOf(generation, resourceVersion);
    return version !== '' && held.version === version;
  }

  /** Whether this version can bring nothing that has not been told: only its status or its labels moved. */
  isIdle(uid: string, generation: number, resourceVersion: string, service: string | undefined): boolean {
    const held = this.held.get(uid);
    return held?.quiet === true && held.service === service && this.isKnown(uid, generation, resourceVersion);
  }

  *uids(namespace: string | undefined): Generator<string> {
    for (const [uid, held] of this.held) if (namespace === undefined || held.namespace === namespace) yield uid;
  }

  *named(): Generator<readonly [uid: string, namespace: string, name: string]> {
    for (const [uid, { namespace, name }] of this.held) yield [uid, namespace, name];
  }

  /** One copy of what many objects say alike. */
  private word(text: string): string {
    const known = this.words.get(text);
    if (known !== undefined) return known;
    this.words.set(text, text);
    return text;
  }
}
