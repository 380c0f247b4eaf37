import { anywhereWindow, changeWindow, changesKeptLonger, compareText, millis, timeOf, type Alert, type Catalog, type Change, type CulpritEvent, type Dependency, type Graph, type Incident, type Rules, type Service, servicesAround } from '@culprit/domain';
import type { AlertRow, ChangeRow, ReadStore } from '@culprit/ports';

/** What an incident is judged by. */
export interface World {
  readonly services: readonly Service[];
  readonly dependencies: readonly Dependency[];
}

type Ask = <T>(question: (store: ReadStore) => Promise<T>) => Promise<T>;

/** More alerts of one incident's services than this in its lookback change nothing any more. */
const MOST_ALERTS = 10_000;

export const worldOf = async (ask: Ask, environment: string): Promise<World> => {
  const [services, dependencies] = await Promise.all([ask((store) => store.catalogStatements()), ask((store) => store.dependencyStatements(environment))]);
  return { services, dependencies };
};

/** An episode as the alerts that make it. Of several services it keeps what was named, which leads to all of them again. */
const alertsOf = ({ services, ...row }: AlertRow): Alert[] => {
  const { endsAt, service, ...alert } = row;
  const firing: Alert = { ...alert, ...(service === undefined || services.length > 1 ? {} : { service }), status: row.status === 'acknowledged' ? 'acknowledged' : 'firing' };
  return endsAt === undefined ? [firing] : [firing, { ...firing, status: 'resolved', endsAt, updatedAt: endsAt }];
};

/** What was changed lately in an environment of which no call is known: more are on too many services to say anything. */
const MOST_LATELY = 1000;

/** Merge, build, image, rollout. */
const STEPS = 3;
const MOST_BUILT = 1_000;

/** What was written or built of these before `to`, by the identities that they share. */
const builtBefore = async (ask: Ask, changes: readonly ChangeRow[], to: string, rules: Rules): Promise<ChangeRow[]> => {
  const from = timeOf(millis(to) - changesKeptLonger(rules.fold));
  const found = new Map<string, ChangeRow>();
  const asked = new Set<string>();
  let fresh = changes;
  for (let step = 0; step < STEPS; step += 1) {
    const identities = [...new Set(fresh.flatMap((c) => c.identities))].filter((identity) => !asked.has(identity));
    if (identities.length === 0) break;
    for (const identity of identities) asked.add(identity);
    const built = await ask((store) => store.changesKnownBy({ identities, kinds: ['code', 'job'], from, to, most: MOST_BUILT }));
    fresh = built.filter(({ id }) => !found.has(id));
    for (const row of fresh) found.set(row.id, row);
  }
  return [...found.values()];
};

const changeOf = ({ mappedBy: _, ...change }: ChangeRow): Change => change;

/** Its own alerts, what else alerted on its services, what alerted around it when it opened, and every change that may be a candidate. */
export const eventsAround = async (ask: Ask, incident: Incident, catalog: Catalog, graph: Graph, rules: Rules, now: string): Promise<CulpritEvent[]> => {
  const { environment, services, alerts } = incident;
  const window = changeWindow(incident, rules);
  const last = alerts.map(({ startsAt }) => startsAt).sort(compareText).at(-1) ?? incident.openedAt;
  const anywhere = anywhereWindow(incident, graph, rules);
  const lately = anywhere === undefined ? [] : (await ask((store) => store.changes(anywhere, { first: MOST_LATELY }))).items.map(({ node }) => node);
  const touched = lately.flatMap((change) => (change.environment === undefined || change.environment === environment ? change.services : []));
  const named = [...new Set([...services, ...servicesAround(incident, catalog, graph, rules), ...touched])];
  const [early, late] = [-rules.fold.near, rules.fold.near + 1].map((by) => timeOf(millis(incident.openedAt) + by)) as [string, string];
  const [own, before, beside, changes] = await Promise.all([
    ask((store) => store.alerts({ ids: alerts.flatMap(({ id, sources = [] }) => [...new Set([id, ...sources.map((told) => told.id)])]) }, { first: MOST_ALERTS }, now)),
    services.length === 0 ? undefined : ask((store) => store.alerts({ services, environment, from: window.from, to: last }, { first: MOST_ALERTS }, now)),
    named.length === 0 ? undefined : ask((store) => store.alerts({ services: named, environment, from: early, to: late }, { first: MOST_ALERTS }, now)),
    ask((store) => store.changesAround({ services: named, environment, ...window })),
  ]);
  const episodes = new Map([...(beside?.items ?? []), ...(before?.items ?? []), ...own.items].map(({ node }) => [node.id, node]));
  return [
    ...[...episodes.values()].flatMap(alertsOf).map((event) => ({ kind: 'alert', event }) as const),
    ...[...changes, ...(await builtBefore(ask, changes, window.from, rules))].map((row) => ({ kind: 'change', event: changeOf(row) }) as const),
  ];
};
