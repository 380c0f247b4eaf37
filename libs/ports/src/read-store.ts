import type { Alert, Change, Coverage, Dependency, Feedback, Incident, Linking, Service as CatalogStatement, Time } from '@culprit/domain';
import type { AccuracyQuestion, AccuracyRow, AlertFilter, AlertRow, BucketQuestion, ChangeFilter, ChangeRow, ChangesAround, DependencyQuestion, DependencyRow, FeedbackRow, IncidentFilter, KnownBy, Page, Paging, ServiceFilter, ServiceKey, ServiceRow, ServicesTimeline, TimelineBucket, TimelineEntry, TimelineQuestion, UnmappedRow } from './read-store-shapes.js';

/**
 * # The read store: what every adapter promises
 *
 * It holds what the log said, in a shape that answers questions. All of it can be dropped and written again from the log, and
 * answers come out equal.
 *
 * **Writing** is for the projector alone; several may write at once. `write` takes records of one partition as one offset range and resolves
 * when they can be read; its position is stored after its rows. A batch may be written again, whole or cut otherwise, any number
 * of times and in any order: nothing is ever read twice, and the statement rule of the domain (`mergeChange`, `mergeAlert`, `latest`)
 * says what is read, whatever order statements came in. Of an incident the highest revision counts, then the later offset.
 *
 * **Names.** A fact is kept as it was sent. Which services it belongs to stands in `subjects`, apart: `writeSubjects` changes that for all
 * facts at once, old ones too. Of two rows of one subject the higher `version` counts. A fact whose subject (`subjectsOf`) was never written
 * belongs to no service; a service then keeps the name it was sent with. A service of the catalog is read under the name to which its own resolves.
 * The ends of a dependency are the services that the catalog's statements, as they stand, say they are.
 *
 * **Reading.** Times are RFC 3339 with milliseconds; a window is `[from, to)`; a bound left out is open. Lists are newest first, ties by id
 * descending, unless said otherwise. What is not there is `undefined` (one thing) or left out (of a list). A cursor is opaque text of the
 * item's place in the order: a page after it neither repeats nor misses an item that was there when the cursor was given, whatever was
 * written since. A text that is no cursor, or one of another sort of list, rejects with `InvalidCursor`. Empty filter lists filter nothing. Names match exactly, `search`
 * anywhere and in either case.
 *
 * **Errors.** A store that cannot be reached rejects with `StoreUnavailable`; whoever wrote may write again. What the store will never take for
 * what a row says rejects with `RowsRefused`: the rest of the batch goes in when that row is left out. A refusal for any other reason (its memory,
 * a table that is gone) is a plain error: the rows may be written later.
 * `close` ends what is under way and frees the directory or connections; nothing may be asked after it.
 */
export interface ReadStore extends ReadStoreWrites {
  /** Worst health first, then name, then environment. `now` decides what fires, is covered and is held. */
  services(filter: ServiceFilter, paging: Paging, now: Time): Promise<Page<ServiceRow>>;
  /** Without `environment` the one in the worst health of those of that name. */
  service(name: string, environment: string | undefined, now: Time): Promise<ServiceRow | undefined>;
  /** The newest change of each service, in the order asked. */
  lastChanges(services: readonly ServiceKey[]): Promise<(ChangeRow | undefined)[]>;

  changes(filter: ChangeFilter, paging: Paging): Promise<Page<ChangeRow>>;
  /** In the order asked. */
  changesByIds(ids: readonly string[]): Promise<(ChangeRow | undefined)[]>;
  /** Newest first; one of which a name is unclear is known by that name alone (`namesOfCommit` of the domain). */
  changesKnownBy(question: KnownBy): Promise<ChangeRow[]>;
  /**
   * For each id, in the order asked: the same change seen by other tools, oldest first, itself left out (`chainsIn` of the domain). Linked are changes that share an
   * identity, a commit also whole with short, directly or through one between them, when provider or kind differ and neither services nor environment contradict.
   */
  linkedChanges(ids: readonly string[], within?: Linking): Promise<ChangeRow[][]>;

  /** Episodes that overlap `[from, to)`, by start. `now` ends those whose sender never resolves. */
  alerts(filter: AlertFilter, paging: Paging, now: Time): Promise<Page<AlertRow>>;

  /** By `openedAt`. Merged ones are left out unless asked for by `status`. */
  incidents(filter: IncidentFilter, paging: Paging): Promise<Page<Incident>>;
  /** Found by its id, by that of one merged into it, and by any id ever published for it (contracts.md section 3, Id). */
  incident(id: string): Promise<Incident | undefined>;
  /** A page for each, in the order asked. */
  incidentsOfServices(services: readonly ServiceKey[], paging: Paging): Promise<Page<Incident>[]>;
  /** Incidents that suspect each of these changes, or one folded into the suspect: a page for each, in the order asked. */
  incidentsOfChanges(changeIds: readonly string[], paging: Paging): Promise<Page<Incident>[]>;
  /** What people said of these incidents, also under ids that they had before; oldest first. */
  feedback(incidentIds: readonly string[]): Promise<FeedbackRow[]>;

  /**
   * Of incidents opened in the window whose cause is known: by what people said (the last word counts), else by what was undone, as they tell it (`undoneIn` of the domain).
   * Groups with most labels first; one in which nothing is known is left out.
   */
  accuracy(question: AccuracyQuestion): Promise<AccuracyRow[]>;

  timeline(question: TimelineQuestion, paging: Paging, now: Time): Promise<Page<TimelineEntry>>;
  /** The timeline of each of these services, in the order asked. */
  timelinesOfServices(services: readonly ServiceKey[], question: ServicesTimeline, paging: Paging, now: Time): Promise<Page<TimelineEntry>[]>;
  /** `buckets` equal parts of the window, those with nothing in them left out; oldest first, then service. */
  timelineBuckets(question: BucketQuestion, now: Time): Promise<TimelineBucket[]>;

  /** Edges valid at `asOf` (default: `now`) and trusted enough to be followed, by from, to, kind, source: the domain's `edgesOf` over what was stated. */
  dependencies(question: DependencyQuestion, now: Time): Promise<DependencyRow[]>;
  /** Most frequent first, then provider, entity. Counted are changes and alerts, each once. */
  unmapped(paging: Paging): Promise<Page<UnmappedRow>>;
  coverage(filter: { readonly environment?: string | undefined; readonly from?: Time | undefined; readonly to?: Time | undefined }): Promise<Coverage[]>;

  /** What the catalog says, statement by statement: of each (source, environment, name) the one that counts, as it was sent. */
  catalogStatements(): Promise<CatalogStatement[]>;
  /** The same of dependencies, those of the environment and those of none; all without `environment`. */
  dependencyStatements(environment?: string): Promise<Dependency[]>;
  /**
   * Changes that are on one of these services or on none, in the environment or in none, of which something may lie in the window: they began there,
   * or before it and were told of again since it began (a stage of a rollout), or may have begun in it and were found at most 30 days after. Oldest
   * first; one whose time was told otherwise since may lie outside.
   */
  changesAround(question: ChangesAround): Promise<ChangeRow[]>;

  /** How far each partition of each topic has been written: what lies before `next` can be queried. */
  positions(): Promise<StorePosition[]>;
  /** Resolves when the store answers, rejects with the reason when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadStoreWrites {
  write(batch: StoreBatch): Promise<void>;
  /** Every subject known, as last resolved. */
  subjects(): Promise<SubjectRow[]>;
  writeSubjects(rows: readonly SubjectRow[]): Promise<void>;
}

/** Records `first` to `last` of one partition, both included. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
}

/** What a range held; empty lists are fine (all of it was poison). */
export interface StoreBatch {
  readonly range: OffsetRange;
  readonly changes?: readonly Change[];
  readonly alerts?: readonly Alert[];
  readonly incidents?: readonly { readonly offset: number; readonly incident: Incident }[];
  readonly dependencies?: readonly Dependency[];
  readonly services?: readonly CatalogStatement[];
  readonly coverage?: readonly Coverage[];
  readonly feedback?: readonly Feedback[];
}

/** What a sender named: the key under which names are resolved. Of an alert `services` is its `service`. */
export interface Subject {
  readonly services: readonly string[];
  readonly entities: readonly string[];
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
}

export interface SubjectRow extends Subject {
  readonly resolved: { readonly services: readonly string[]; readonly mappedBy: string; readonly unmapped: readonly string[] };
  /** Grows with the catalog; the highest row of a subject counts. */
  readonly version: number;
}

export interface StorePosition {
  readonly topic: string;
  readonly partition: number;
  /** The offset after the last one written. */
  readonly next: number;
}

/** The text given as `after` is not a cursor of this list. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  constructor(readonly cursor: string, why = 'not a cursor of this list') {
    super(`${why}: ${cursor.slice(0, 80)}`);
  }
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** A row that the store will not take, now or later, and why. Some of the call's other rows may have been written. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused';
}
