import { readFile } from 'node:fs/promises';
import type { Environment } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { Clock, EventLog, Logger, Metrics } from '@culprit/ports';
import type { Appender } from '../append.js';
import type { Told } from './entry.js';
import { listFiles, type Found, type Listing } from './files.js';
import { readCatalogFile } from './read-file.js';
import { pathOf, readStated, sourceOf, statementsFor, type Stated } from './statements.js';

/** How often files are looked at, ms. Nobody announces that a mounted ConfigMap has changed. */
const LOOK_MS = 2000;
const MOST_BYTES = 8 * 1024 * 1024;
/** Statements of one append. */
const CHUNK = 500;

export interface CatalogOptions {
  /** Paths and patterns. */
  readonly files: readonly string[];
  readonly environments: readonly Environment[];
  readonly log: EventLog;
  readonly appender: Pick<Appender, 'append'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly lookMs?: number;
}

export interface CatalogWatch {
  /** Files that cannot be taken as they are, and why; what they said before stays. */
  faults(): readonly string[];
  stop(): Promise<void>;
}

/** Keeps the catalog topic as the files say. Whatever fails is tried again with the next look. */
export const watchCatalog = ({ files, environments, log, appender, clock, logger, metrics, lookMs = LOOK_MS }: CatalogOptions): CatalogWatch => {
  if (files.length === 0) return { faults: () => [], stop: () => Promise.resolve() };
  const counted = metrics.counter('culprit_catalog_statements_total', 'Catalog statements made from files.');
  const faulty = metrics.gauge('culprit_catalog_file_faults', 'Catalog files that cannot be taken as they are.');
  /** By path: the signature at the last look, and the one whose content was dealt with. */
  const seen = new Map<string, string>();
  const dealt = new Map<string, string>();
  const faults = new Map<string, string>();
  /** What is to be said of each file: read, and not yet on the topic. */
  const due = new Map<string, readonly Told[]>();
  let missing: ReadonlySet<string> = new Set();
  const stopping = new AbortController();
  /** Paths that the topic has live statements of, as far as files were not seen since: what vanished while nobody looked. */
  let stated: Set<string> | undefined;
  let first = true;

  const blame = (what: string, fault: string | undefined): void => {
    if (fault !== undefined && faults.get(what) !== fault) logger.error('A catalog file cannot be taken; what it said before stays.', { fault });
    if (fault === undefined) faults.delete(what);
    else faults.set(what, fault);
    faulty.set(faults.size);
  };

  const take = async ({ path, signature, bytes }: Found): Promise<void> => {
    if (dealt.get(path) === signature) return;
    // somebody may still be writing it: it is read when it has stood still from one look to the next
    const still = first || seen.get(path) === signature;
    seen.set(path, signature);
    if (!still) return;
    const text = bytes > MOST_BYTES ? `it is larger than ${MOST_BYTES / 1024 / 1024} MiB` : await textOf(path);
    if (typeof text === 'string') return blame(path, `${path} cannot be read: ${text}`);
    const read = readCatalogFile(path, text.whole, environments);
    blame(path, read.ok ? undefined : read.error);
    if (read.ok) due.set(path, read.value);
    dealt.set(path, signature);
  };

  /** Files of which we or the topic know and that are gone, at two looks. */
  const vanished = (known: ReadonlySet<string>, { files: listed, wouldList }: Listing): void => {
    const there = new Set(listed.map(({ path }) => path));
    const gone = new Set([...known, ...dealt.keys()].filter((path) => !there.has(path) && wouldList(path)));
    for (const path of gone) {
      if (!missing.has(path)) continue;
      due.set(path, []);
      for (const memory of [dealt, seen, stated]) memory?.delete(path);
      blame(path, undefined);
      gone.delete(path);
    }
    missing = gone;
  };

  const say = async (): Promise<void> => {
    if (due.size === 0) return;
    const onTopic = await readStated(log, stopping.signal);
    for (const [path, told] of [...due].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const source = sourceOf(path);
      const statements = statementsFor(source, told, onTopic.get(source), clock.now());
      for (let at = 0; at < statements.length; at += CHUNK) {
        const appended = await appender.append(statements.slice(at, at + CHUNK).map((event) => eventRecord({ kind: 'service', event })), 'catalog');
        if (appended === 'unavailable') return;
        if (appended === 'too-large') blame(path, `${path} holds a service that is too large for the event log`);
      }
      due.delete(path);
      counted.add(statements.length);
      if (statements.length > 0) logger.info('The catalog says what a file says.', { file: path, services: told.length, statements: statements.length, removed: statements.filter(({ removed }) => removed).length });
    }
  };

  const look = async (): Promise<void> => {
    stated ??= livePaths(await readStated(log, stopping.signal));
    const listing = await listFiles(files);
    blame('', listing.faults.length === 0 ? undefined : listing.faults.join('; '));
    for (const found of listing.files) await take(found);
    vanished(stated, listing);
    first = false;
    await say();
  };

  let timer: NodeJS.Timeout | undefined;
  let failed = '';
  const round = async (): Promise<void> => {
    try {
      await look();
      failed = '';
    } catch (error) {
      if (!stopping.signal.aborted && failed !== reasonOf(error)) logger.warn('Catalog files could not be compared with the catalog; trying again until they can.', { error: reasonOf(error) });
      failed = reasonOf(error);
    }
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = round();
    }, lookMs);
    timer.unref();
  };
  let running = round();

  return {
    faults: () => [...faults.values()],
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Its whole text, or why there is none. */
const textOf = (path: string): Promise<{ readonly whole: string } | string> => readFile(path, 'utf8').then((whole) => ({ whole }), reasonOf);

const livePaths = (stated: Stated): Set<string> =>
  new Set([...stated].flatMap(([source, statements]) => ([...statements.values()].some(({ removed }) => removed !== true) ? [pathOf(source) ?? source] : [])));
