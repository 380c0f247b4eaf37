import type { Change } from '../../events/change.js';
import type { Evidence, Signal } from '../signal.js';

/** Shorter than this a name is found in any text. */
const TELLING = 5;

const afterColon = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag. */
export const namesOf = ({ identities, revision }: Change): string[] => {
  const names: string[] = [];
  const add = (name: string | undefined): void => {
    if (name !== undefined && name.length >= TELLING) names.push(name);
  };
  for (const identity of identities) add(afterColon(identity));
  for (const name of revision === undefined ? [] : [revision.image, revision.version, revision.commit, revision.digest]) add(name);
  return names;
};

const nameIn = ({ candidate, names, mentions: { texts, all } }: Evidence): string | undefined => {
  for (const name of names) if (name !== candidate.service && all.includes(name) && texts.some((text) => text.includes(name))) return name;
  return undefined;
};

/** The alert itself says which version, image or flag is behind it. */
export const named: Signal = {
  name: 'named',
  isSilentOn: ({ identities, revision }) => identities.length === 0 && revision === undefined,
  weigh: (evidence) => (nameIn(evidence) === undefined ? undefined : evidence.score.named),
  say: (evidence) => `the alert itself names ${nameIn(evidence) ?? ''}`,
};
