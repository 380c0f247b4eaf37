import { timeOf } from '@culprit/domain';
import type { Clock, IncidentFilter, ReadStore, ServiceFilter } from '@culprit/ports';
import type { Named } from './match.js';

/** How long what the catalog said is believed: it changes under a long subscription. */
const BELIEVED_MS = 30_000;
const PAGE = 1000;

const named = async (store: ReadStore, filter: ServiceFilter, now: string): Promise<string[]> => {
  const names: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.services(filter, { first: PAGE, after }, now);
    names.push(...page.items.map(({ node }) => node.name));
    after = page.items.at(-1)?.cursor;
    if (!page.hasNextPage || after === undefined) return names;
  }
};

const ofAll = async (values: readonly string[] | undefined, ask: (value: string) => Promise<string[]>): Promise<string[] | undefined> =>
  values === undefined || values.length === 0 ? undefined : (await Promise.all(values.map(ask))).flat();

/** Which services a filter's owners and systems have, asked of the store when it was last asked too long ago. */
export const namesOf = ({ store, clock }: { store: ReadStore; clock: Clock }, { owners, systems }: IncidentFilter): (() => Promise<Named>) => {
  let known: Named = {};
  let until = -Infinity;
  return async () => {
    if (clock.now() < until) return known;
    const now = timeOf(clock.now());
    const [ownersServices, systemsServices] = await Promise.all([
      ofAll(owners, (owner) => named(store, { owner }, now)),
      ofAll(systems, (system) => named(store, { system }, now)),
    ]);
    until = clock.now() + BELIEVED_MS;
    known = { ownersServices, systemsServices };
    return known;
  };
};
