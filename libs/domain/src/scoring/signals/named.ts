import type { Change } from '../../events/change.js';
import { keyOf, TELLING } from '../mentions.js';
import { names } from '../say.js';
import type { Evidence, Signal } from '../signal.js';

const tokens = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** Words that stand in alerts for themselves: a flag, a branch or a tag of that name is not what they mean. */
const ORDINARY = tokens(
  'latest stable master trunk develop development nightly release production staging preprod default canary current previous enabled disabled active ' +
  'error errors failure failures failed failing warning critical severe outage incident alert alerts alerting firing resolved availability available unavailable latency saturation traffic ' +
  'traffic-loss crash crashes crashing timeout timeouts request requests response responses service services server client cluster namespace deployment deploy container instance database ' +
  'memory cache queue thread threads network storage volume health status check checks monitor metric metrics threshold usage limit limits quota replica replicas rollout config configuration ' +
  'version image feature other above below minute minutes second seconds percent level count total average slow down high',
);
const LONGEST = Math.max(...[...ORDINARY].map((word) => word.length));
const isOrdinary = (name: string): boolean => name.length <= LONGEST && ORDINARY.has(name.toLowerCase());

const afterColon = (identity: string): string => identity.slice(identity.indexOf(':') + 1);

/** A key that no sentence has in it by chance: `DB_POOL_MAX`, `currency.default`, `maxConnections`. */
const isDistinct = (key: string): boolean => /[A-Za-z0-9][_.-][A-Za-z0-9]|[a-z][A-Z]/.test(key);
const isImage = (value: unknown): value is string => typeof value === 'string' && /^[\w.-]+(?:[:\d]*\/[\w.-]+)+:[\w.-]+$/.test(value);
/** `1.2.3`, `2026-01-15`, `build-4711`, `v2rc1`: `10.25` may be anything that is counted. */
const isVersion = (version: string): boolean => /\d+[._-]\d+[._-]\d+|\d{4}/.test(version) || (/[a-z]/i.test(version) && /\d/.test(version));
/** A tag that moves tells nothing of the image. */
const moves = (image: string): boolean => !image.includes('@') && isOrdinary(image.slice(image.lastIndexOf(':') + 1));
const MOST_READ = 20;
const NO_NAMES: readonly string[] = [];

/** A node is the place of what runs on it, and of nothing else. */
const NODE = 'node/';

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag, the key of a setting, a node. */
export const namesOf = ({ identities, entities, revision, diff }: Change): readonly string[] => {
  if (identities.length === 0 && entities.length === 0 && revision === undefined && diff.length === 0) return NO_NAMES;
  const names: string[] = [];
  const add = (name: string | undefined): void => {
    if (name !== undefined && name.length >= TELLING && !isOrdinary(name) && !moves(name)) names.push(name);
  };
  for (const identity of identities) add(afterColon(identity));
  for (const entity of entities) if (entity.startsWith(NODE)) add(entity.slice(NODE.length));
  if (revision !== undefined) for (const name of [revision.image, revision.version !== undefined && isVersion(revision.version) ? revision.version : undefined, revision.commit, revision.digest]) add(name);
  for (const { path, after } of diff.length > MOST_READ ? diff.slice(0, MOST_READ) : diff) {
    const key = path.replace(/^(?:data|env|spec|config)\./, '');
    for (const name of new Set([key, key.slice(key.lastIndexOf('.') + 1)])) if (isDistinct(name)) add(name);
    if (isImage(after)) add(after);
  }
  return names;
};

const numbered = /^\d[\d.]*\d/;
/** Of a number more belongs to it than of a word: `10.0.0.12` does not name `0.0.12`, nor `1.2.3-rc1` the release; `v1.2.3` and `web-1.2.3` do. */
const numbers = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (/(?:^|[^\p{L}\p{N}.])v?$/iu.test(text.slice(Math.max(0, at - 2), at)) && !/^(?:[\p{L}\p{N}_]|[.+-][\p{L}\p{N}])/u.test(text.slice(at + name.length, at + name.length + 2))) return true;
  }
  return false;
};

/** Said as what it is, and not as the place that alerts. */
const isNamed = (text: string, name: string): boolean => (numbered.test(name) ? numbers(text, name) : names(text, name));

const nameIn = ({ candidate, names: own, alerting, environment, group, mentions }: Evidence): string | undefined => {
  for (const name of own) {
    if (!mentions.mayHave(keyOf(name)) || !mentions.all.includes(name) || name === candidate.service || name === environment || alerting.has(name) || group.members.some(({ episode }) => episode.first.cluster === name)) continue;
    if (mentions.texts.some((text) => isNamed(text, name))) return name;
  }
  return undefined;
};

/** The alert itself says which version, image, flag or setting is behind it. */
export const named: Signal = {
  name: 'named',
  isSilentOn: (_change, own) => own.length === 0,
  onlyOf: 'named',
  weigh: (evidence) => (nameIn(evidence) === undefined ? undefined : evidence.score.named),
  say: (evidence) => `the alert itself names ${nameIn(evidence) ?? ''}`,
};
