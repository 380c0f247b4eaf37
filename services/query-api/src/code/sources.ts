import { builds, calledAmong, imageIdentities } from '@culprit/domain';
import type { ChangeRow, CodeHost, ReadStore } from '@culprit/ports';
import DataLoader from 'dataloader';
import type { Sources } from './delta.js';
import { lastBefore } from './range.js';
import { subjectOf, type Told } from './told.js';

/** A push, a merge and a tag or two. */
const MOST_OF_COMMIT = 10;
/** Deployments of one repository, of which some are of other services or places. */
const MOST_BEFORE = 50;
const PAGE = 1_000;

type Ask = <T>(question: (store: ReadStore) => Promise<T>) => Promise<T>;

/** What the code of many changes is told from: asked for all of them at once, step by step. */
export interface CodeLoaders {
  readonly pushes: DataLoader<string, readonly ChangeRow[]>;
  /** The commit that an image was built of. */
  readonly built: DataLoader<string, string | undefined>;
  /** The commit that ran before a deployment. */
  readonly before: DataLoader<Told, string | undefined, string>;
}

/** Of each of these lists of names what is known by one of them. Where there is more than is read it is asked in halves, so that none keeps another's out. */
const knownByEach = async (ask: Ask, asked: readonly (readonly string[])[], kinds: readonly 'code'[]): Promise<readonly (readonly ChangeRow[])[]> => {
  const identities = [...new Set(asked.flat())];
  const most = MOST_OF_COMMIT * asked.length;
  const rows = identities.length === 0 ? [] : await ask((store) => store.changesKnownBy({ identities, kinds, most }));
  if (rows.length >= most && asked.length > 1) {
    const middle = Math.ceil(asked.length / 2);
    return (await Promise.all([asked.slice(0, middle), asked.slice(middle)].map((half) => knownByEach(ask, half, kinds)))).flat();
  }
  const called = calledAmong([...identities, ...rows.flatMap((row) => row.identities)]);
  const byName = new Map<string, ChangeRow[]>();
  for (const row of rows) for (const name of new Set(row.identities)) void (byName.get(name)?.push(row) ?? byName.set(name, [row]));
  const places = new Map(rows.map((row, place) => [row, place]));
  return asked.map((names) => {
    const found = new Set(names.flatMap(called).flatMap((name) => byName.get(name) ?? []));
    return [...found].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  });
};

/** Newest first, until each has found its own, or as many were looked at as each may look at. */
const deployedBeforeEach = async (ask: Ask, deployments: readonly Told[]): Promise<(string | undefined)[]> => {
  const names = [...new Set(deployments.map(subjectOf))].filter((name) => name !== '');
  if (names.length === 0) return deployments.map(() => undefined);
  const most = MOST_BEFORE * deployments.length;
  const filter = { entities: names, kinds: ['deployment'], phases: ['succeeded'], to: deployments.map(({ occurredAt }) => occurredAt).reduce((a, b) => (a > b ? a : b)) } as const;
  const found = new Map<Told, string>();
  for (let looked = 0, after: string | undefined; looked < most;) {
    const cursor = after;
    const { items, hasNextPage } = await ask((store) => store.changes(filter, { first: Math.min(PAGE, most - looked), after: cursor }));
    const earlier = items.map(({ node }) => node);
    for (const deployment of deployments) {
      const commit = found.get(deployment) ?? lastBefore(deployment, earlier.filter(({ entities }) => entities.includes(subjectOf(deployment))));
      if (commit !== undefined) found.set(deployment, commit);
    }
    looked += items.length;
    after = items.at(-1)?.cursor;
    if (!hasNextPage || after === undefined || found.size === deployments.length) break;
  }
  return deployments.map((deployment) => found.get(deployment));
};

export const codeLoadersOf = (ask: Ask): CodeLoaders => ({
  pushes: new DataLoader((commits) => knownByEach(ask, commits.map((commit) => [`commit:${commit.toLowerCase()}`]), ['code'])),
  built: new DataLoader(async (images) =>
    (await knownByEach(ask, images.map((image) => imageIdentities(image)), [])).map((known) => known.find(({ kind, revision }) => builds(kind) && revision?.commit !== undefined)?.revision?.commit)),
  before: new DataLoader((deployments) => deployedBeforeEach(ask, deployments), { cacheKeyFn: ({ id }) => id }),
});

/** Where code is told from: what is stored, and the host of repositories. */
export const sourcesOf = ({ pushes, built, before }: CodeLoaders, host: CodeHost | undefined): Sources => ({
  host,
  pushesOf: (commit) => pushes.load(commit),
  commitOf: (image) => built.load(image),
  deployedBefore: (deployment) => before.load(deployment),
});
