import type { Change } from '../../events/change.js';
import { hashOf, keyOf, leastOf, saysHash, TELLING } from '../mentions.js';
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

/** A key that no sentence has in it by chance: `DB_POOL_MAX`, `currency.default`, `maxConnections`. */
const isDistinct = (key: string): boolean => /[A-Za-z0-9][_.-][A-Za-z0-9]|[a-z][A-Z]/.test(key);
const isImage = (value: unknown): value is string => typeof value === 'string' && /^[\w.-]+(?:[:\d]*\/[\w.-]+)+:[\w.-]+$/.test(value);
/** `1.2.3`, `2026-01-15`, `build-4711`, `v2rc1`: `10.25` may be anything that is counted. */
const isVersion = (version: string): boolean => /\d+[._-]\d+[._-]\d+|\d{4}/.test(version) || (/[a-z]/i.test(version) && /\d/.test(version));
/** A tag that moves tells nothing of the image. */
const moves = (image: string): boolean => !image.includes('@') && isOrdinary(image.slice(image.lastIndexOf(':') + 1));
/** By itself a tag is told only where it is a release: `v2.31.0`, `v2.31`, `build-4711`, `20260115`; `alpine3` and `10443` may be anything. */
const isRelease = (tag: string): boolean => /\d+[._-]\d+[._-]\d+|^v\d+\.\d+|[._-]\d{4}|\d{8}/.test(tag);
const MOST_READ = 20;
const NO_NAMES: readonly string[] = [];

/** `2.31.0` is in `v2.31.0` too. */
const bare = (version: string): string => version.replace(/^v(?=\d+\.\d+\.\d)/, '');
const TAGGED = /[^/:@]:([\w.-]+)(?:@|$)/;
const tagOf = (image: string): string | undefined => {
  const tag = TAGGED.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
  return tag !== undefined && isRelease(tag) ? bare(tag) : undefined;
};

/** `flag:new-banner`; `flag:launchdarkly/acme/new-banner`: whose it is no alert says, and of all words that a flag may be called by only some are no chance. */
const namesOfIdentity = (identity: string): readonly (string | undefined)[] => {
  const colon = identity.indexOf(':');
  const name = identity.slice(colon + 1);
  const sort = identity.slice(0, colon);
  if (sort === 'image') return [name, tagOf(name)];
  if (sort === 'configmap' || sort === 'secret') return [name.slice(name.lastIndexOf('/') + 1)];
  const last = sort === 'flag' ? name.slice(name.lastIndexOf('/') + 1) : name;
  return [last !== name && isDistinct(last) ? last : name];
};

/** `shop/configmap/checkout-limits`: an object that is nothing but settings; what runs is a place. */
const SETTINGS = /\/(?:configmap|secret)\/([^/]+)$/;
/** Such an object has a new name for each content where kustomize writes it: ten digits of a hash behind a name that stays. */
const GENERATED = /^-[2456789bcdfghkmt]{10}(?![\p{L}\p{N}_-])/u;
const SUFFIX = /-[2456789bcdfghkmt]{10}$/;
const settingsOf = ({ kind, entities }: Change): readonly string[] =>
  (kind !== 'config' ? NO_NAMES : entities.slice(0, MOST_READ).flatMap((entity) => SETTINGS.exec(entity)?.[1]?.replace(SUFFIX, '') ?? []));
/** `data[DB_POOL_MAX]`, `containers[web].env[DB_POOL_MAX]`. */
const KEY = /(?:^|\.)(?:data|stringData|binaryData|env|config)\[([^\]]+)\]/;
const keysOf = (path: string): readonly string[] => {
  const key = KEY.exec(path)?.[1];
  const rest = path.replace(/^(?:data|env|spec|config)\./, '');
  return [...(key === undefined ? [rest] : [key]), rest.slice(rest.lastIndexOf('.') + 1)];
};

/** A node is the place of what runs on it, and of nothing else. */
const NODE = 'node/';

/** What the change is called by where it is about one thing: an image, a version, a commit, a flag, settings or the key of one, a node. */
export const namesOf = (change: Change): readonly string[] => {
  const { identities, entities, revision, diff } = change;
  if (identities.length === 0 && entities.length === 0 && revision === undefined && diff.length === 0) return NO_NAMES;
  const names = new Set<string>();
  const add = (name: string | undefined): void => {
    if (name !== undefined && name.length >= TELLING && !isOrdinary(name) && !moves(name)) names.add(name);
  };
  for (const identity of identities) for (const name of namesOfIdentity(identity)) add(name);
  for (const entity of entities) if (entity.startsWith(NODE)) add(entity.slice(NODE.length));
  if (revision !== undefined) {
    const { image, version, commit, digest } = revision;
    for (const name of [image, image === undefined ? undefined : tagOf(image), version !== undefined && isVersion(version) ? bare(version) : undefined, commit, digest]) add(name);
  }
  for (const name of settingsOf(change)) if (isDistinct(name)) add(name);
  for (const { path, after } of diff.length > MOST_READ ? diff.slice(0, MOST_READ) : diff) {
    for (const name of keysOf(path)) if (isDistinct(name)) add(name);
    if (isImage(after)) for (const name of [after, tagOf(after)]) add(name);
  }
  return [...names];
};

const numbered = /^v?\d[\d.]*\d/;
/** Of a number more belongs to it than of a word: `10.0.0.12` does not name `0.0.12`, nor `1.2.3-rc1` the release; `v1.2.3` and `web-1.2.3` do. */
const numbers = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (/(?:^|[^\p{L}\p{N}.])v?$/iu.test(text.slice(Math.max(0, at - 2), at)) && !/^(?:[\p{L}\p{N}_]|[.+-][\p{L}\p{N}])/u.test(text.slice(at + name.length, at + name.length + 2))) return true;
  }
  return false;
};

/** Said as what it is, and not as the place that alerts. */
const isNamed = (text: string, name: string): boolean => {
  const hex = hashOf(name);
  return hex !== undefined ? saysHash(text, hex) : numbered.test(name) ? numbers(text, name) : names(text, name);
};
/** Settings under the name of any of their contents: `app-limits-7c9f8b6d5g`. */
const saysGenerated = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}_-]$/u.test(text.slice(0, at)) && GENERATED.test(text.slice(at + name.length))) return true;
  }
  return false;
};
/** `2.31.0`, `v2.31.0-rc1`: many services have one of that number, so it is that of what alerts, or of what is named with it. */
const isNumber = (name: string): boolean => hashOf(name) === undefined && /^v?\d[\w.+-]*$/.test(name);

const nameIn = ({ candidate: { service, changes }, names: own, alerting, environment, group, mentions }: Evidence): string | undefined => {
  for (const name of own) {
    if (!mentions.mayHave(keyOf(name)) || !mentions.all.includes(leastOf(name)) || name === service || name === environment || alerting.has(name) || group.members.some(({ episode }) => episode.first.cluster === name)) continue;
    const ofWhich = !isNumber(name) || (service !== undefined && alerting.has(service)) ? undefined : service;
    const isSettings = changes.some((change) => settingsOf(change).includes(name));
    if (mentions.texts.some((text) => (isNamed(text, name) || (isSettings && saysGenerated(text, name))) && (ofWhich === undefined || names(text, ofWhich)))) return name;
  }
  return undefined;
};

/** What alerts mostly runs its newest release, and many monitors say which: by itself that is no more than that. */
const isOwnRelease = ({ candidate: { service, changes }, alerting }: Evidence, name: string): boolean =>
  service !== undefined && alerting.has(service) &&
  changes.some(({ identities, revision }) => identities.some((identity) => /^(?:image|commit|digest):/.test(identity) && namesOfIdentity(identity).includes(name)) || (revision !== undefined && [revision.image, revision.version, revision.commit, revision.digest].some((said) => said !== undefined && (said === name || bare(said) === name || tagOf(said) === name))));

/** The alert itself says which version, image, flag or setting is behind it. */
export const named: Signal = {
  name: 'named',
  isSilentOn: (_change, own) => own.length === 0,
  onlyOf: 'named',
  weigh: (evidence) => {
    const name = nameIn(evidence);
    return name === undefined ? undefined : isOwnRelease(evidence, name) ? evidence.score.named : evidence.score.namedApart;
  },
  say: (evidence) => `the alert itself names ${nameIn(evidence) ?? ''}`,
};
