import { builds, imageIdentities } from '@culprit/domain';
import type { CodeHost, ReadStore } from '@culprit/ports';
import type { Sources } from './delta.js';
import { lastBefore } from './range.js';
import { subjectOf } from './told.js';

/** A push, a merge and a tag or two. */
const MOST_OF_COMMIT = 10;
/** Deployments of one repository, of which some are of other services or places. */
const MOST_BEFORE = 50;

type Ask = <T>(question: (store: ReadStore) => Promise<T>) => Promise<T>;

/** Where code is told from: what is stored, and the host of repositories. */
export const sourcesOf = (ask: Ask, host: CodeHost | undefined): Sources => {
  const nodes = async (filter: Parameters<ReadStore['changes']>[0], first: number) => (await ask((store) => store.changes(filter, { first }))).items.map(({ node }) => node);
  return {
    host,
    pushesOf: (commit) => ask((store) => store.changesKnownBy({ identities: [`commit:${commit.toLowerCase()}`], kinds: ['code'], most: MOST_OF_COMMIT })),
    commitOf: async (image) => {
      const identities = imageIdentities(image);
      return (await ask((store) => store.changesKnownBy({ identities, most: MOST_OF_COMMIT }))).find(({ kind, revision }) => builds(kind) && revision?.commit !== undefined)?.revision?.commit;
    },
    deployedBefore: async (deployment) => {
      const name = subjectOf(deployment);
      if (name === '') return undefined;
      return lastBefore(deployment, await nodes({ entities: [name], kinds: ['deployment'], phases: ['succeeded'], to: deployment.occurredAt }, MOST_BEFORE));
    },
  };
};
