import { buildCatalog, buildGraph, type Catalog, createFold, fadingOf, type Graph, type Incident, type Judged, type Rules, type Time } from '@culprit/domain';
import type { ReadStore } from '@culprit/ports';
import DataLoader from 'dataloader';
import { UserFault } from '../errors.js';
import { eventsAround, worldOf, type World } from './evidence.js';

type Ask = <T>(question: (store: ReadStore) => Promise<T>) => Promise<T>;

/** An incident judged again by what the store holds. */
export interface JudgedAgain {
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly rules: Rules;
  /** Undefined where that does not lead to it any more. */
  readonly judged: Pick<Judged, 'body' | 'verdict'> | undefined;
}
export type JudgedLoader = DataLoader<Incident, JudgedAgain, string>;

/** What the incidents of one environment have in common. */
type Ground = World & Pick<JudgedAgain, 'catalog' | 'graph'>;

const groundOf = async (ask: Ask, environment: string, rules: Rules): Promise<Ground> => {
  const world = await worldOf(ask, environment);
  const catalog = buildCatalog(world.services);
  return { ...world, catalog, graph: buildGraph(world.dependencies, catalog, fadingOf(rules)) };
};

const judge = async (ask: Ask, incident: Incident, { services, dependencies, catalog, graph }: Ground, rules: Rules, now: Time): Promise<JudgedAgain> => {
  const fold = createFold(rules);
  for (const event of services) fold.add({ kind: 'service', event });
  for (const event of dependencies) fold.add({ kind: 'dependency', event });
  for (const event of await eventsAround(ask, incident, catalog, graph, rules, now)) fold.add(event);
  const held = new Set(incident.alerts.map(({ id }) => id));
  const all = fold.incidents(incident.environment);
  const judged = all.find(({ body }) => body.id === incident.id) ?? all.find(({ body }) => body.alerts.some(({ id }) => held.has(id)));
  // weighed again each time it is asked of
  return { catalog, graph, rules, judged: judged === undefined ? undefined : { body: judged.body, verdict: judged.verdict } };
};

/** Judges each incident of an answer once, however many changes are asked of. */
export const judgedLoader = (ask: Ask, rules: Rules | undefined, now: Time): JudgedLoader =>
  new DataLoader(
    async (incidents) => {
      if (rules === undefined) throw new UserFault('this Culprit has no rules to weigh by', 'UNAVAILABLE');
      const grounds = new Map<string, Promise<Ground>>();
      return Promise.all(incidents.map(async (incident) => {
        const { environment } = incident;
        const ground = grounds.get(environment) ?? groundOf(ask, environment, rules);
        grounds.set(environment, ground);
        return judge(ask, incident, await ground, rules, now);
      }));
    },
    { cacheKeyFn: ({ id, revision }) => `${id} ${revision}` },
  );
