import type { Change } from '../../events/change.js';
import type { Signal } from '../score.js';

/** Shorter than this a name is found in any text. */
const TELLING = 5;

const afterColon = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag. */
const namesOf = ({ identities, revision }: Change): string[] =>
  [...identities.map(afterColon), revision?.image, revision?.version, revision?.commit, revision?.digest].filter((name): name is string => name !== undefined && name.length >= TELLING);

/** The alert itself says which version, image or flag is behind it. */
export const named: Signal = {
  name: 'named',
  weigh: ({ candidate, mentions, score }) => {
    if (mentions.length === 0) return undefined;
    const name = candidate.changes.flatMap(namesOf).find((n) => n !== candidate.service && mentions.some((text) => text === n || (text.length > n.length && text.includes(n))));
    return name === undefined ? undefined : { contribution: score.named, sentence: `the alert names ${name}` };
  },
};
