import type { Alert, Change, ChangeKind, ChangePhase, Fading, Feedback, Incident, IncidentStatus, Severity, Service as CatalogStatement, Time, Workload } from '@culprit/domain';

// What the read store is asked and what it answers; what it promises of them stands in read-store.ts.

export interface Paging {
  readonly first: number;
  readonly after?: string | undefined;
}
export interface Page<T> {
  readonly items: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
}

export interface ServiceKey {
  readonly name: string;
  readonly environment?: string | undefined;
}

export type Health = 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY' | 'UNKNOWN';
export type Direction = 'callees' | 'callers' | 'both';
export type TimelineKind = 'change' | 'alert' | 'incident';
type Many<T> = readonly T[] | undefined;

/** Any of these, and what lies up to `related` hops (at most 10) from it; nothing named: everything. `environment` narrows all of it. */
export interface Scope {
  readonly services?: Many<string>;
  readonly systems?: Many<string>;
  readonly owners?: Many<string>;
  readonly namespaces?: Many<string>;
  readonly clusters?: Many<string>;
  readonly environment?: string | undefined;
  readonly related?: number | undefined;
  readonly direction?: Direction | undefined;
  /** How far calls are followed that have not been seen for long; the domain's usual way where none is given. */
  readonly fading?: Fading | undefined;
}

export interface Window {
  readonly from?: Time | undefined;
  readonly to?: Time | undefined;
}

export interface ServiceFilter {
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly healths?: Many<Health>;
  readonly search?: string | undefined;
  readonly owner?: string | undefined;
  readonly system?: string | undefined;
}

export interface ChangeFilter extends Window {
  readonly scope?: Scope | undefined;
  readonly kinds?: Many<ChangeKind>;
  readonly phases?: Many<ChangePhase>;
  readonly actorKinds?: Many<'human' | 'automation' | 'autoscaler' | 'unknown'>;
  readonly providers?: Many<string>;
  readonly entities?: Many<string>;
  readonly identities?: Many<string>;
  readonly outOfBand?: boolean | undefined;
  /** Over the title and what stands in the change. */
  readonly search?: string | undefined;
}

/** Changes that carry one of these identities; a commit is found by its short names too, and by a short one whole. */
export interface KnownBy extends Window {
  readonly identities: readonly string[];
  readonly kinds?: Many<ChangeKind>;
  /** Of more the newest. */
  readonly most: number;
}

export interface ChangesAround extends Window {
  readonly services: readonly string[];
  readonly environment?: string | undefined;
}

export interface AlertFilter extends Window {
  readonly ids?: Many<string>;
  readonly services?: Many<string>;
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
  readonly status?: Alert['status'] | undefined;
  readonly severities?: Many<Severity>;
}

export interface IncidentFilter extends Window {
  readonly services?: Many<string>;
  readonly owners?: Many<string>;
  readonly systems?: Many<string>;
  readonly environment?: string | undefined;
  readonly status?: IncidentStatus | undefined;
  readonly severities?: Many<Severity>;
  readonly hasSuspect?: boolean | undefined;
  /** Of the first suspect. */
  readonly minProbability?: number | undefined;
}

export interface ServiceRow extends ServiceKey {
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly aliases: readonly string[];
  readonly owner?: string | undefined;
  readonly system?: string | undefined;
  readonly repositories: readonly string[];
  readonly links: CatalogStatement['links'];
  readonly health: Health;
  /** When this health began, as far as known. */
  readonly healthSince?: Time | undefined;
  /** Sentences, worst first. */
  readonly healthReasons: readonly string[];
  readonly replicas?: { readonly desired: number; readonly ready: number } | undefined;
  readonly workloads: readonly Workload[];
}

/** The change as the statement rule has it, its `services` resolved. */
export interface ChangeRow extends Change {
  /** `sender`, `alias …`, `pattern …`, `ambiguous …` or `unmapped`: how the services were found. */
  readonly mappedBy: string;
}

/** An episode: from its first firing to its end. Its id is that of the firing event that began it. */
export interface AlertRow extends Omit<Alert, 'startsAt' | 'expiresAfter'> {
  readonly startsAt: Time;
  /** All services that it resolves to; `service` is the first. */
  readonly services: readonly string[];
}

export interface FeedbackRow extends Feedback {
  /** The id that was asked for; `Feedback.incidentId` may be an older one. */
  readonly askedFor: string;
}

/** `source` and `change-kind` are the confirmed change's (`no change` where none did it, `unknown` where neither it nor the incident tells any more), `alert-class` the first alert's; `label`: `confirmed` or `weak`. */
export type AccuracyDimension = 'all' | 'source' | 'change-kind' | 'alert-class' | 'rules-version' | 'label';
export interface AccuracyQuestion extends Window {
  readonly by: AccuracyDimension;
}
/** Shares of 1, the hits over `labels` incidents of which the change that did it is known; where that are none, 0 in an interval from 0 to 1. */
export interface AccuracyRow {
  readonly group: string;
  readonly labels: number;
  /** How many of `labels` nobody confirmed. */
  readonly weakLabels: number;
  readonly hitAt1: number;
  readonly hitAt1Low: number;
  readonly hitAt1High: number;
  readonly hitAt3: number;
  readonly meanReciprocalRank: number;
  /** Of the incidents without a suspect whose cause is known, how many no change did; undefined where there is none. */
  readonly noSuspectPrecision?: number | undefined;
  /** Incidents of which people say that no change did it: a suspect of one is a wrong one. */
  readonly noChangeLabels: number;
  /** Of these, how many have no suspect. */
  readonly noSuspectRecall?: number | undefined;
  /** Of the incidents with a suspect whose cause is known, how many name it first: none of those that no change did. */
  readonly suspectPrecision?: number | undefined;
  /** Right first suspects and rightly none, of all incidents whose cause is known. */
  readonly useful: number;
}

export interface TimelineQuestion extends Window {
  readonly scope: Scope;
  readonly kinds?: Many<TimelineKind>;
  /** One entry for changes that are linked: the last step of them in the window. Default true. */
  readonly collapse?: boolean | undefined;
}
/** The same of several services, each a scope by itself. */
export type ServicesTimeline = Omit<TimelineQuestion, 'scope'> & Pick<Scope, 'related' | 'direction' | 'fading'>;
export interface BucketQuestion {
  readonly scope: Scope;
  readonly from: Time;
  readonly to: Time;
  readonly buckets: number;
}

/** `service`: the nearest of its services within the scope; `hops` from the scope's own services. */
export type TimelineEntry = { readonly at: Time; readonly service?: string | undefined; readonly hops: number } & (
  | { readonly kind: 'change'; readonly node: ChangeRow }
  | { readonly kind: 'alert'; readonly node: AlertRow }
  | { readonly kind: 'incident'; readonly node: Incident }
);

export interface TimelineBucket {
  readonly from: Time;
  readonly to: Time;
  readonly service?: string | undefined;
  readonly changes: number;
  readonly alerts: number;
  readonly incidents: number;
}

export interface DependencyQuestion {
  /** Around it; without it the whole graph. */
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly asOf?: Time | undefined;
  /** Hops from `service`; default 4, at most 10. */
  readonly depth?: number | undefined;
  readonly direction?: Direction | undefined;
  readonly fading?: Fading | undefined;
}
/** Also what the catalog's `dependsOn` says, under the names the catalog has now. An edge that never said since when is valid since 1970. */
export interface DependencyRow {
  readonly from: string;
  readonly to: string;
  readonly environment?: string | undefined;
  readonly kind: string;
  readonly source: string;
  /** As of the time asked for: what its source said, faded by how long that has not seen it. */
  readonly confidence: number;
  /** Whole days without a sign of it; 0 where it was seen, or holds until somebody says otherwise. */
  readonly silentDays: number;
  readonly validFrom: Time;
  readonly validTo?: Time | undefined;
}

export interface UnmappedRow {
  readonly provider: string;
  readonly entity: string;
  readonly count: number;
  readonly lastSeenAt: Time;
}
