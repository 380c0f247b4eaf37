import { canonicalJson, compareText, latest, millis, serviceIdentity, timeOf, topics, type Service } from '@culprit/domain';
import { parseRecord } from '@culprit/nest';
import type { EventLog } from '@culprit/ports';
import type { Told } from './entry.js';

const PREFIX = 'file:';
/** The same for every collector that reads the file, so that they say one thing. */
export const sourceOf = (path: string): string => `${PREFIX}${path}`;
export const pathOf = (source: string): string | undefined => (source.startsWith(PREFIX) ? source.slice(PREFIX.length) : undefined);

/** What counts of each file's statements on the topic, by source, then identity. */
export type Stated = ReadonlyMap<string, ReadonlyMap<string, Service>>;

/** Rejects when `stopping` is aborted before the topic has been read. */
export const readStated = async (log: EventLog, stopping: AbortSignal): Promise<Stated> => {
  const stated = new Map<string, Map<string, Service>>();
  const reader = await log.read({ topics: [topics.catalog.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const parsed = parseRecord('service', record);
      if (!parsed.ok || pathOf(parsed.event.source) === undefined) continue;
      const ofFile = stated.get(parsed.event.source) ?? new Map<string, Service>();
      const key = serviceIdentity(parsed.event);
      const known = ofFile.get(key);
      stated.set(parsed.event.source, ofFile.set(key, known === undefined ? parsed.event : latest(known, parsed.event)));
    }
  });
  const stop = (): void => void reader.stop();
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  try {
    await reader.caughtUp();
  } finally {
    stopping.removeEventListener('abort', stop);
    await reader.stop();
  }
  return stated;
};

const textOf = ({ observedAt: _when, ...statement }: Service): string => canonicalJson(statement);

/** What has to be said so that the topic holds what the file does: what is new or differs, and that what is gone is removed. Sorted by name. */
export const statementsFor = (source: string, told: readonly Told[], stated: ReadonlyMap<string, Service> | undefined, now: number): Service[] => {
  const known = stated ?? new Map<string, Service>();
  // later than what it replaces, also where that was said by a clock that runs ahead
  const after = (before: Service | undefined): string => timeOf(Math.max(now, before === undefined ? now : millis(before.observedAt) + 1));
  const wanted = new Map(told.map((each): [string, Told & Pick<Service, 'source'>] => {
    const statement = { ...each, source };
    return [serviceIdentity({ ...statement, observedAt: '' }), statement];
  }));
  const said = [...wanted].flatMap(([key, each]) => {
    const before = known.get(key);
    const statement = { ...each, observedAt: after(before) };
    return before !== undefined && textOf(before) === textOf(statement) ? [] : [statement];
  });
  const gone = [...known.values()].filter((before) => before.removed !== true && !wanted.has(serviceIdentity(before))).map((before) => removal(before, after(before)));
  return [...said, ...gone].sort((a, b) => compareText(serviceIdentity(a), serviceIdentity(b)));
};

const removal = ({ name, environment, source }: Service, observedAt: string): Service => ({
  name, ...(environment === undefined ? {} : { environment }), source, aliases: [], owns: [], links: [], repositories: [], images: [], dependsOn: [], workloads: [], observedAt, removed: true,
});
