import type { Fading, Rules, Time } from '@culprit/domain';
import type { AlertRow, ChangeRow, DependencyRow, FeedbackRow, Page, Paging, ReadStore, ServiceKey, ServicesTimeline, TimelineEntry } from '@culprit/ports';
import type { Incident } from '@culprit/domain';
import DataLoader from 'dataloader';
import { type CodeLoaders, codeLoadersOf } from './code/sources.js';
import { type JudgedLoader, judgedLoader } from './weigh/judged.js';

type Ask = <T>(question: (store: ReadStore) => Promise<T>) => Promise<T>;

const keyOf = (key: ServiceKey): string => JSON.stringify([key.name, key.environment ?? null]);

const group = <T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const found = groups.get(key(item));
    if (found === undefined) groups.set(key(item), [item]);
    else found.push(item);
  }
  return groups;
};

const PAGE = 1000;

const openIncidents = async (ask: Ask, keys: readonly ServiceKey[]): Promise<Incident[]> => {
  const services = [...new Set(keys.map(({ name }) => name))];
  const found: Incident[] = [];
  for (let after: string | undefined; ;) {
    const cursor = after;
    const page = await ask((store) => store.incidents({ services, status: 'open' }, { first: PAGE, after: cursor }));
    found.push(...page.items.map(({ node }) => node));
    after = page.items.at(-1)?.cursor;
    if (!page.hasNextPage || after === undefined) return found;
  }
};

export interface EdgesKey {
  readonly environment?: string | undefined;
  readonly asOf?: Time | undefined;
}

/** A page of what is asked for. */
export interface PageKey<T> {
  readonly of: T;
  readonly paging: Paging;
}
export interface TimelineKey extends PageKey<ServiceKey> {
  readonly question: ServicesTimeline;
}

/** Pages of things that are asked for alike are read at once. */
const pages = <Key extends PageKey<unknown>, Node>(keyOfThing: (of: Key['of']) => string, read: (of: readonly Key['of'][], alike: Omit<Key, 'of'>) => Promise<Page<Node>[]>) => {
  const alikeOf = ({ of: _, ...alike }: Key): string => JSON.stringify(alike);
  return new DataLoader(
    async (keys: readonly Key[]) => {
      const found = new Map<Key, Page<Node>>();
      await Promise.all([...group(keys, alikeOf).values()].map(async (each) => {
        const [first] = each;
        if (first === undefined) return;
        const answers = await read(each.map(({ of }) => of), first);
        each.forEach((key, i) => found.set(key, answers[i] ?? { items: [], hasNextPage: false }));
      }));
      return keys.map((key) => found.get(key) ?? { items: [], hasNextPage: false });
    },
    { cacheKeyFn: (key) => JSON.stringify([keyOfThing(key.of), alikeOf(key)]) },
  );
};

/** What nested fields ask for: gathered over one answer, asked once. */
export interface Loaders {
  readonly change: DataLoader<string, ChangeRow | undefined>;
  readonly linked: DataLoader<string, ChangeRow[]>;
  readonly code: CodeLoaders;
  readonly judged: JudgedLoader;
  readonly alert: DataLoader<string, AlertRow | undefined>;
  readonly feedback: DataLoader<string, FeedbackRow[]>;
  readonly lastChange: DataLoader<ServiceKey, ChangeRow | undefined, string>;
  readonly openIncidents: DataLoader<ServiceKey, Incident[], string>;
  readonly edges: DataLoader<EdgesKey, DependencyRow[], string>;
  readonly incidentsOfService: DataLoader<PageKey<ServiceKey>, Page<Incident>, string>;
  readonly incidentsOfChange: DataLoader<PageKey<string>, Page<Incident>, string>;
  readonly timelineOfService: DataLoader<TimelineKey, Page<TimelineEntry>, string>;
}

export const loadersOf = (ask: Ask, now: Time, fading: Fading, rules: Rules | undefined): Loaders => ({
  change: new DataLoader((ids) => ask((store) => store.changesByIds(ids))),
  linked: new DataLoader((ids) => ask((store) => store.linkedChanges(ids, rules?.fold))),
  code: codeLoadersOf(ask),
  judged: judgedLoader(ask, rules, now),
  alert: new DataLoader(async (ids) => {
    const page = await ask((store) => store.alerts({ ids }, { first: ids.length }, now));
    const byId = new Map(page.items.map(({ node }) => [node.id, node]));
    return ids.map((id) => byId.get(id));
  }),
  feedback: new DataLoader(async (ids) => {
    const byIncident = group(await ask((store) => store.feedback(ids)), (row) => row.askedFor);
    return ids.map((id) => byIncident.get(id) ?? []);
  }),
  lastChange: new DataLoader((keys: readonly ServiceKey[]) => ask((store) => store.lastChanges(keys)), { cacheKeyFn: keyOf }),
  openIncidents: new DataLoader(
    async (keys: readonly ServiceKey[]) => {
      const open = await openIncidents(ask, keys);
      return keys.map((key) => open.filter((i) => i.services.includes(key.name) && (key.environment === undefined || key.environment === i.environment)));
    },
    { cacheKeyFn: keyOf },
  ),
  incidentsOfService: pages<PageKey<ServiceKey>, Incident>(keyOf, (keys, { paging }) => ask((store) => store.incidentsOfServices(keys, paging))),
  incidentsOfChange: pages<PageKey<string>, Incident>((id) => id, (ids, { paging }) => ask((store) => store.incidentsOfChanges(ids, paging))),
  timelineOfService: pages<TimelineKey, TimelineEntry>(keyOf, (keys, { question, paging }) => ask((store) => store.timelinesOfServices(keys, question, paging, now))),
  edges: new DataLoader(
    (keys: readonly EdgesKey[]) => Promise.all(keys.map(({ environment, asOf }) => ask((store) => store.dependencies({ environment, asOf, fading }, now)))),
    { cacheKeyFn: ({ environment, asOf }) => JSON.stringify([environment ?? null, asOf ?? null]) },
  ),
});
