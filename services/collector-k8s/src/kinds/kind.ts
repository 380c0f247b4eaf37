import type { Actor, AlertClass, ChangeKind, ChangePhase, Severity, Workload } from '@culprit/domain';
import type { Leaves } from '../redact/leaf.js';
import type { Redactor } from '../redact/redactor.js';

/** One entry of `managedFields`: who wrote what when. */
export interface Writer {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  /** `fieldsV1`: the tree of the fields that it owns. */
  readonly fields?: unknown;
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
export type Rollout =
  | { readonly outcome: 'succeeded' | 'failed'; readonly at?: string }
  /** It stands at a stage on its way: so much of the traffic is sent there since then. */
  | { readonly outcome: 'staged'; readonly at: string; readonly weight?: number };

/** `matchLabels` and `matchExpressions`. */
export interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | null | undefined }[];
}

/** How an object is related to others; all are named as entities, `shop/deployment/rest-api`. */
export interface Facts {
  /** Labels of the pods that it runs; only workloads have them. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** What it is made of: a change of one of these is a change of this. */
  readonly uses?: readonly string[];
  /** What it acts on: its own change is a change of these. */
  readonly acts?: readonly string[];
  /** The workloads of its own namespace that it acts on. */
  readonly selects?: Selector;
  /** Host names that its configuration mentions. */
  readonly hosts?: readonly string[];
}

/** Something wrong with an object now. */
export interface Sign {
  readonly sign: string;
  readonly class: AlertClass;
  readonly severity: Severity;
  /** Completes the title: `rest-api: container api crash-loops`. */
  readonly says: string;
  /** Since when, as the object says. */
  readonly since?: string;
  /** Until when it counts without being said again: what lasts a moment has no end of its own. */
  readonly until?: string;
  /** A rollout's normal churn looks the same for a while. */
  readonly churn?: true;
  /** The entity that it is told of, where that is not the object itself. */
  readonly of?: string;
}

/** Something that an object says was done with it: a sync, a release. Told once a phase. */
export interface Act {
  /** Of the fact, among those of this object. */
  readonly key: string;
  /** Where the fact has an id of its own that others know too. */
  readonly id?: string;
  readonly source?: { readonly provider: string; readonly instance?: string };
  readonly title: string;
  readonly phase: ChangePhase;
  readonly startedAt: string;
  readonly at: string;
  readonly actor?: Actor;
  readonly commit?: string;
  readonly version?: string;
  readonly before?: string;
  readonly identities: readonly string[];
  readonly entities: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** One template that a workload had: a ReplicaSet, a ControllerRevision. */
export interface Step {
  /** The uid of the workload, and its name. */
  readonly of: string;
  readonly name: string;
  readonly revision: number;
  readonly at: string;
  readonly template: () => Leaves;
}

/** The running sync of a release tool, by which what it writes is known elsewhere too. */
export interface Release {
  readonly tool: 'argocd' | 'flux' | 'helm';
  readonly name: string;
}

/** What we keep of one watched object, redacted; nothing else of it leaves the line handler. */
export interface Seen {
  readonly uid: string;
  /** Empty for what stands in no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** 0 where the kind has none. */
  readonly generation: number;
  readonly resourceVersion: string;
  readonly createdAt?: string;
  readonly deletedAt?: string;
  /** Undefined when the generation (or resource version) is one that is known: its spec is then known too. */
  readonly spec?: Leaves;
  /** Its annotations by one short word, where they raise its generation. */
  readonly annotations?: string;
  readonly commit?: string;
  readonly version?: string;
  readonly writers: readonly Writer[];
  /** Who owns it, as its labels and annotations say. */
  readonly release?: Release;
  /** It is another object's doing (a ReplicaSet's of its Deployment): its own changes are not told. */
  readonly derived?: true;
  readonly rollout?: Rollout;
  readonly service?: Named;
  readonly workload?: Workload;
  readonly facts?: Facts;
  readonly signs?: readonly Sign[];
  readonly acts?: readonly Act[];
  readonly step?: Step;
}

export interface Projecting {
  readonly cluster: string;
  readonly redactor: Redactor;
  /** Whether its spec is known as this version shows it, by the present rules. */
  readonly isKnown: (uid: string, generation: number, resourceVersion: string) => boolean;
}

/** How an API server serves a kind. */
export interface Served {
  /** Empty for the core. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** How far a change of the kind may reach where nothing names the workloads. */
export type Reach = 'objects' | 'namespace' | 'cluster';

/** One watched kind: a folder under `kinds/` and a word in its list. */
export interface WatchedKind {
  /** As entities name it: `deployment`. */
  readonly name: string;
  /** As people read it: `Deployment`. */
  readonly title: string;
  /** Best first: the first that the cluster serves is watched. */
  readonly served: readonly [Served, ...Served[]];
  readonly namespaced: boolean;
  readonly query?: Readonly<Record<string, string>>;
  /** Asked for as `PartialObjectMetadata`: content never enters the process. */
  readonly metadataOnly?: true;
  /** Watched only when the configuration names it. */
  readonly optIn?: true;
  /** Whether its changes are told, and as what; absent: it is only read. */
  readonly change?: ChangeKind;
  readonly reach: Reach;
  /** Its rollout has an end that is told later. */
  readonly rolls?: true;
  /** Its end is part of its life (a finished Job): not told. */
  readonly endsSilently?: true;
  /** Its generation is also raised by its annotations. */
  readonly loudAnnotations?: true;
  /** Its generation is also raised by its status. */
  readonly loudStatus?: true;
  /** Things of other namespaces are told by it: who shares the cluster by namespaces sees all of it. */
  readonly seenAcross?: true;
  /** Pods run on it: its changes are told of those that do. */
  readonly carriesPods?: true;
  /** Names end in a generated suffix (kustomize): all of one stem are one object. */
  readonly suffixed?: true;
  /** Reads a line of the watch without parsing it: its resource version where it can bring nothing, and is of no object for which `matters` holds. */
  readonly skim?: (line: Buffer, matters: (uid: string) => boolean) => string | undefined;
  /** Throws a ZodError when the object is none of this kind. */
  project(object: unknown, projecting: Projecting): Seen;
}
