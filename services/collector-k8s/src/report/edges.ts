import { dependencyIdentity, timeOf, type Dependency } from '@culprit/domain';
import type { Relations } from '../relations.js';
import { namespaceOf } from '../shard.js';

/** At most so often: every configuration of the cluster is looked through. */
const PAUSE_MS = 5000;
const CONFIDENCE = { config: 0.6, route: 0.9 } as const;

export interface EdgeOptions {
  /** The cluster, or the shard of it. */
  readonly instance: string;
  /** Whether a caller in this namespace is ours to tell. */
  readonly mine: (namespace: string) => boolean;
  readonly environmentOf: (namespace: string) => string;
  /** The service that a workload runs. */
  readonly serviceOf: (entity: string) => string | undefined;
}

/** What calls what, as configuration has it; said when it comes and when it goes. */
export class Edges {
  private readonly said = new Map<string, Dependency>();
  private version = -1;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /** `said`: what stands in the log from us and has no end. */
  constructor(private readonly options: EdgeOptions, said: Iterable<Dependency> = []) {
    for (const edge of said) this.said.set(dependencyIdentity(edge), edge);
  }

  take(relations: Relations, now: number): Dependency[] {
    if (relations.version === this.version || now - this.lookedAt < PAUSE_MS) return [];
    this.version = relations.version;
    this.lookedAt = now;
    const observedAt = timeOf(now);
    const present = new Map(this.present(relations, observedAt).map((edge) => [dependencyIdentity(edge), edge]));
    const fresh = [...present].filter(([identity]) => !this.said.has(identity)).map(([, edge]) => edge);
    const over = [...this.said].filter(([identity]) => !present.has(identity)).map(([, edge]) => ({ ...edge, validTo: observedAt, observedAt }));
    for (const edge of over) this.said.delete(dependencyIdentity(edge));
    for (const edge of fresh) this.said.set(dependencyIdentity(edge), edge);
    return [...fresh, ...over];
  }

  nextAt(relations: Relations): number | undefined {
    return relations.version === this.version ? undefined : this.lookedAt + PAUSE_MS;
  }

  private present(relations: Relations, observedAt: string): Dependency[] {
    const { instance, mine, environmentOf, serviceOf } = this.options;
    return [...relations.calls()].flatMap(([caller, callee, how]) => {
      const [from, to] = [serviceOf(caller) ?? caller, serviceOf(callee)];
      if (to === undefined || from === to || !mine(namespaceOf(caller))) return [];
      return [{ from, to, environment: environmentOf(namespaceOf(caller)), kind: how, source: `kubernetes/${instance}`, confidence: CONFIDENCE[how], observedAt }];
    });
  }
}
