import type { Change } from '../../events/change.js';
import type { Evidence, Signal } from '../signal.js';

/** Shorter than this a name is found in any text. */
const TELLING = 5;

const afterColon = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/** A key that no sentence has in it by chance: `DB_POOL_MAX`, `currency.default`, `maxConnections`. */
const isDistinct = (key: string): boolean => /[A-Za-z0-9][_.-][A-Za-z0-9]|[a-z][A-Z]/.test(key);
const isImage = (value: unknown): value is string => typeof value === 'string' && /^[\w.-]+(?:[:\d]*\/[\w.-]+)+:[\w.-]+$/.test(value);
const MOST_READ = 20;

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag, the key of a setting. */
export const namesOf = ({ identities, revision, diff }: Change): string[] => {
  const names: string[] = [];
  const add = (name: string | undefined): void => {
    if (name !== undefined && name.length >= TELLING) names.push(name);
  };
  for (const identity of identities) add(afterColon(identity));
  for (const name of revision === undefined ? [] : [revision.image, revision.version, revision.commit, revision.digest]) add(name);
  for (const { path, after } of diff.slice(0, MOST_READ)) {
    const key = path.replace(/^(?:data|env|spec|config)\./, '');
    for (const name of new Set([key, key.slice(key.lastIndexOf('.') + 1)])) if (isDistinct(name)) add(name);
    if (isImage(after)) add(after);
  }
  return names;
};

const nameIn = ({ candidate, names, mentions: { texts, all } }: Evidence): string | undefined => {
  for (const name of names) if (name !== candidate.service && all.includes(name) && texts.some((text) => text.includes(name))) return name;
  return undefined;
};

/** The alert itself says which version, image, flag or setting is behind it. */
export const named: Signal = {
  name: 'named',
  isSilentOn: (change) => namesOf(change).length === 0,
  weigh: (evidence) => (nameIn(evidence) === undefined ? undefined : evidence.score.named),
  say: (evidence) => `the alert itself names ${nameIn(evidence) ?? ''}`,
};
