import type { Workload } from '@culprit/domain';
import type { Leaves } from '../redact/leaf.js';
import type { Redactor } from '../redact/redactor.js';

/** One entry of `managedFields`: who wrote what when. */
export interface Writer {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  /** Which of the parts that the kind tells apart it owns fields of: `replicas`, `template`. */
  readonly owns: readonly string[];
}

/** What an object says of the service that it runs. */
export interface Named {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly dependsOn: readonly string[];
  readonly repositories: readonly string[];
  readonly owner?: string;
}

/** How far the change that made the present generation has come. */
export interface Rollout {
  readonly outcome: 'succeeded' | 'failed';
  readonly at?: string;
}

/** What we keep of one watched object, redacted; nothing else of it leaves the line handler. */
export interface Seen {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  readonly createdAt?: string;
  readonly deletedAt?: string;
  /** Undefined when the generation is one that is known: its spec is then known too. */
  readonly spec?: Leaves;
  readonly commit?: string;
  readonly version?: string;
  readonly writers: readonly Writer[];
  readonly rollout?: Rollout;
  readonly service: Named;
  readonly workload: Workload;
}

export interface Projecting {
  readonly cluster: string;
  readonly redactor: Redactor;
  /** The generation of an object whose spec is known by the present rules. */
  readonly knownGeneration: (uid: string) => number | undefined;
}

/** One watched kind: a folder under `kinds/` and a word in its list. */
export interface WatchedKind {
  readonly name: string;
  /** As RBAC names it, for the message about a missing permission. */
  readonly resource: string;
  path(namespace: string | undefined): string;
  /** Throws a ZodError when the object is none of this kind. */
  project(object: unknown, projecting: Projecting): Seen;
}
