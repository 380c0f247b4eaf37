import { setTimeout as pause } from 'node:timers/promises';
import { type CulpritEvent, type Incident, topics } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { EventLog } from '@culprit/ports';
import { type EventClock, environmentOf, said } from './load.js';

/** What a stranger who reads the incidents topic alone learns, and when. */
export interface Witness {
  /** Resolves with when (performance.now) a reader was handed the alert of this fingerprint: what the log and this machine take by themselves. */
  handed(fingerprint: string): Promise<number>;
  /** Resolves with when an incident first named the change, as the first suspect if it must be `first`; never rejects. */
  named(changeId: string, first?: boolean): Promise<number>;
  /** Records that were older than what their partition had said of the incident before, by revision. */
  readonly stale: () => number;
  stop(): Promise<void>;
}

export const startWitness = async (log: EventLog): Promise<Witness> => {
  const seen = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const newest = new Map<string, number>();
  let stale = 0;
  const note = (name: string, at: number): void => {
    if (seen.has(name)) return;
    seen.set(name, at);
    waiting.get(name)?.(at);
    waiting.delete(name);
  };
  const reader = await log.read({ topics: [topics.incidents.name, topics.alerts.name], from: 'latest' }, ({ topic, records }) => {
    const at = performance.now();
    if (topic === topics.alerts.name) for (const { key } of records) note(`alert ${key}`, at);
    else for (const { value } of records) {
      const { id, revision, suspects } = JSON.parse(value?.toString() ?? '{}') as Incident;
      if (revision <= (newest.get(id) ?? 0)) stale += 1;
      else newest.set(id, revision);
      for (const { rank, changeIds } of suspects) for (const change of changeIds) {
        note(change, at);
        if (rank === 1) note(`first ${change}`, at);
      }
    }
  });
  const noted = (name: string): Promise<number> =>
    new Promise((resolve) => {
      const at = seen.get(name);
      if (at === undefined) waiting.set(name, resolve);
      else resolve(at);
    });
  return {
    handed: (fingerprint) => noted(`alert ${fingerprint}`),
    named: (change, first = false) => noted(first ? `first ${change}` : change),
    stale: () => stale,
    stop: reader.stop,
  };
};

/** Which of the two arrives later, or that a better change arrives 15 minutes after it was made, when another has long been named. */
export const sorts = ['alert last', 'change last', 'together', '15 minutes late'] as const;
export interface Link {
  readonly sort: (typeof sorts)[number];
  /** From the later of the two arrivals, which is when its append was acknowledged, until an incident names the change; undefined: it never did. */
  readonly ms: number | undefined;
  /** From when the append of its alert was acknowledged until a reader of ours was handed it: nothing, where nobody else wants the machine. */
  readonly echoMs: number;
}

const MINUTE = 60_000;
const PATIENCE_MS = 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Makes one link: an alert on the caller of a pair to which nothing else happens, and a change of its callee. */
export const link = async (log: EventLog, witness: Witness, clock: EventClock, n: number): Promise<Link> => {
  const sort = sorts[n % sorts.length] ?? 'together';
  const late = sort === '15 minutes late';
  const [environment, now] = [environmentOf(n), clock()];
  const began = late ? now - 14 * MINUTE : now;
  const change = (id: string, at: number): CulpritEvent =>
    said('change', { id, environment, entities: [`acme/callee-${n}`], kind: 'deployment', occurredAt: iso(at), title: `Deploy callee-${n}`, source: { provider: 'links' } });
  const alert = said('alert', { id: `link-alert-${n}`, fingerprint: `link-${n}`, environment, entities: [`acme/caller-${n}`], class: 'errors', severity: 'high', startsAt: iso(began), title: `caller-${n} fails`, source: { provider: 'links' } });
  let echo = Promise.resolve(0);
  const cause = change(`link-${n}`, began - MINUTE);
  const send = async (...events: CulpritEvent[]): Promise<number> => {
    await log.append(events.map(eventRecord));
    const at = performance.now();
    if (events.includes(alert)) echo = witness.handed(`link-${n}`).then((handed) => Math.max(0, handed - at));
    return at;
  };
  const within = <T>(work: Promise<T>): Promise<T | undefined> => Promise.race([work, pause(PATIENCE_MS, undefined, { ref: false })]);

  if (late) {
    await send(change(`link-${n}-earlier`, began - 6 * MINUTE), alert);
    if ((await within(witness.named(`link-${n}-earlier`, true))) === undefined) return { sort, ms: undefined, echoMs: (await within(echo)) ?? 0 };
  } else if (sort !== 'together') {
    await send(sort === 'alert last' ? cause : alert);
    await pause(200 + ((n * 397) % 2_500));
  }
  const arrived = await (sort === 'together' ? send(alert, cause) : send(sort === 'alert last' ? alert : cause));
  const named = await within(witness.named(`link-${n}`, late));
  return { sort, ms: named === undefined ? undefined : Math.max(0, named - arrived), echoMs: (await within(echo)) ?? 0 };
};

/** Makes `count` links, `everyMs` apart. */
export const links = async (log: EventLog, witness: Witness, clock: EventClock, count: number, everyMs: number): Promise<Link[]> => {
  const all: Promise<Link>[] = [];
  for (let n = 0; n < count; n += 1) {
    all.push(link(log, witness, clock, n));
    await pause(everyMs);
  }
  return Promise.all(all);
};

/** ms; infinite where too many were never made. */
export const quantile = (made: readonly Link[], p: number, of: (link: Link) => number = ({ ms = Number.POSITIVE_INFINITY }) => ms): number => {
  const sorted = made.map(of).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
};

export const figures = (made: readonly Link[]): string =>
  sorts.map((sort) => ({ sort, of: made.filter((each) => each.sort === sort) })).map(({ sort, of }) => `${sort}: ${of.length}, ${[0.5, 0.9, 0.99, 1].map((p) => quantile(of, p).toFixed(0)).join('/')}`).join('; ');
