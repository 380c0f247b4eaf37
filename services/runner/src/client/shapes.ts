/** What the terminal client asks for, as GraphQL answers it. Times are RFC 3339. */
export interface Change {
  readonly id: string;
  readonly kind: string;
  readonly phase: string;
  readonly title: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly occurredAt: string;
  readonly actor: { readonly name: string | null; readonly kind: string; readonly onBehalfOf: string | null };
  readonly source: { readonly provider: string; readonly url: string | null };
  readonly diff: readonly Diff[];
  readonly revision: { readonly commit: string | null } | null;
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface Diff {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly redacted: boolean;
}

export interface Suspect {
  readonly rank: number;
  readonly probability: number;
  readonly service: string | null;
  readonly path: readonly string[];
  readonly reasons: readonly { readonly signal: string; readonly contribution: number; readonly sentence: string }[];
  readonly change: Change;
  readonly linked: readonly Change[];
}

export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly headline: string;
  readonly status: string;
  readonly mergedInto: string | null;
  readonly severity: string;
  readonly environment: string;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly services: readonly string[];
  readonly affected: readonly { readonly service: string; readonly role: string; readonly hops: number }[];
  readonly alertCount: number;
  readonly suspects: readonly Suspect[];
  readonly noChangeProbability: number;
  readonly blindSpots: readonly { readonly source: string; readonly instance: string; readonly from: string; readonly to: string | null; readonly reason: string }[];
  readonly unseen: { readonly sentence: string };
  readonly feedback: readonly { readonly verdict: string; readonly changeId: string | null; readonly by: string; readonly at: string; readonly note: string | null }[];
  readonly weakLabels: readonly { readonly sentence: string }[];
}

/** One change on a timeline; `hops` calls away from what was asked about. */
export interface TimelineChange {
  readonly at: string;
  readonly service: string | null;
  readonly hops: number;
  readonly node: Change;
}

export interface ServiceLine {
  readonly name: string;
  readonly environment: string | null;
  readonly health: string;
  readonly healthReasons: readonly string[];
  readonly owner: string | null;
  readonly system: string | null;
  readonly replicas: { readonly desired: number; readonly ready: number } | null;
}

export interface UnmappedLine {
  readonly provider: string;
  readonly entity: string;
  readonly count: number;
  readonly lastSeenAt: string;
}

/** Why a change was or was not suspected. */
export interface Weighed {
  readonly eligible: boolean;
  readonly reason: string;
  readonly rank: number | null;
  readonly probability: number | null;
  readonly reasons: Suspect['reasons'];
}
