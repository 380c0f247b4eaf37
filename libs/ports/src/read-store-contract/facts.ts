import { acceptEvent, incidentId, type Alert, type Change, type Dependency, type EventKind, type EventOf, type Incident, type Service } from '@culprit/domain';
import type { ReadStore, StoreBatch, Subject } from '../read-store.js';
import { subjectsOf } from '../subjects.js';

/** The day of the tests; `at('10:00')` is a time of it. */
export const at = (clock: string): string => `2026-01-15T${clock.length === 5 ? `${clock}:00` : clock}.000Z`;
export const NOW = at('12:00');

const make = <K extends EventKind>(kind: K, fields: object): EventOf[K] => {
  const accepted = acceptEvent(kind, fields, NOW);
  if (!accepted.ok) throw new Error(`the suite made a bad ${kind}: ${accepted.error}`);
  return accepted.event;
};

export const change = (id: string, time: string, fields: object = {}): Change => make('change', { id, occurredAt: time, environment: 'production', service: 'checkout', ...fields });
export const alert = (id: string, fields: object = {}): Alert => make('alert', { id, fingerprint: 'f', environment: 'production', service: 'checkout', severity: 'high', ...fields });
export const dependency = (from: string, to: string, fields: object = {}): Dependency => make('dependency', { from, to, environment: 'production', ...fields });
export const service = (name: string, fields: object = {}): Service => make('service', { name, environment: 'production', observedAt: at('09:00'), ...fields });

export const incident = (firstAlert: string, fields: Partial<Incident> = {}): Incident => ({
  id: incidentId(firstAlert), title: 'Errors on checkout', headline: 'Errors on checkout', environment: 'production', clusters: [], severity: 'high', status: 'open', openedAt: at('10:00'),
  asOf: at('10:00'), services: ['checkout'], affected: [], alertCount: 1,
  alerts: [{ id: firstAlert, fingerprint: 'f', class: 'errors', status: 'firing', severity: 'high', title: 't', startsAt: at('10:00'), source: { provider: 'datadog' } }],
  suspects: [], noChangeProbability: 1, blindSpots: [], unseen: { unmappedChanges: 0, withoutDependencies: [], neverHeardFrom: [], sentence: '' }, rulesVersion: '1', revision: 1, what: ['opened'],
  ...fields,
});

export const suspecting = (suspect: Change, probability: number): Incident['suspects'] => [
  { rank: 1, changeIds: [suspect.id], probability, service: suspect.services[0], reasons: [], path: [...suspect.services], change: suspect },
];

export type Facts = Omit<StoreBatch, 'range'>;
const topic = 'culprit.changes.v1';
const offsets = new WeakMap<ReadStore, number>();

/** Writes facts as one range, the next one of the store, their subjects named by the sender alone unless `mapped` says otherwise. */
export const write = async (store: ReadStore, facts: Facts, mapped: (subject: Subject) => readonly string[] = (s) => s.services, version = 1): Promise<StoreBatch> => {
  const first = offsets.get(store) ?? 0;
  const count = Math.max(1, ...Object.values(facts).map((list) => list.length));
  offsets.set(store, first + count);
  const batch = { range: { topic, partition: 0, first, last: first + count - 1 }, ...facts };
  await resolve(store, facts, mapped, version);
  await store.write(batch);
  return batch;
};

export const resolve = (store: ReadStore, facts: Facts, mapped: (subject: Subject) => readonly string[], version: number): Promise<void> =>
  store.writeSubjects(
    subjectsOf({ range: { topic, partition: 0, first: 0, last: 0 }, ...facts }).map((subject) => {
      const services = mapped(subject);
      return { ...subject, resolved: { services, mappedBy: services.length > 0 ? 'sender' : 'unmapped', unmapped: services.length > 0 ? [] : subject.entities }, version };
    }),
  );

/** Every page of a list. */
export const everyPage = async <T>(page: (after: string | undefined) => Promise<{ items: readonly { cursor: string; node: T }[]; hasNextPage: boolean }>): Promise<T[]> => {
  const all: T[] = [];
  for (let after: string | undefined; ; ) {
    const { items, hasNextPage } = await page(after);
    all.push(...items.map((item) => item.node));
    after = items.at(-1)?.cursor;
    if (!hasNextPage || after === undefined) return all;
  }
};
export const nodes = <T>(page: { items: readonly { node: T }[] }): T[] => page.items.map((item) => item.node);
export const ids = (page: { items: readonly { node: { id: string } }[] }): string[] => nodes(page).map((node) => node.id);
