import type { Change } from '../../events/change.js';
import type { Evidence, Signal } from '../signal.js';

/** Shorter than this a name is found in any text. */
const TELLING = 5;

const afterColon = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag. */
export const namesOf = ({ identities, revision }: Change): string[] =>
  [...identities.map(afterColon), revision?.image, revision?.version, revision?.commit, revision?.digest].filter((name): name is string => name !== undefined && name.length >= TELLING);

const nameIn = ({ candidate, names, mentions: { texts, all } }: Evidence): string | undefined =>
  names.find((n) => n !== candidate.service && all.includes(n) && texts.some((text) => text.includes(n)));

/** The alert itself says which version, image or flag is behind it. */
export const named: Signal = {
  name: 'named',
  isSilentOn: (change) => namesOf(change).length === 0,
  weigh: (evidence) => (nameIn(evidence) === undefined ? undefined : evidence.score.named),
  say: (evidence) => `the alert itself names ${nameIn(evidence) ?? ''}`,
};
