import { faults, factId, HIDDEN, type Actor, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { flagDiff, segmentDiff } from './diff.js';
import { actionsOf, kindOf } from './meaning.js';
import { placeOf, type Place } from './resource.js';
import { Entry, Flag, Segment } from './schema.js';

export const normalize = ({ body, receivedAt }: Delivery): Normalized => {
  const read = Entry.safeParse(body);
  if (!read.success) return reject(faults(read.error));
  const entry = read.data;
  const meaning = kindOf(entry);
  if ('skip' in meaning) return skip(cut(meaning.skip, 300));
  const at = instant(typeof entry.date === 'bigint' ? String(entry.date) : entry.date) ?? instant(String(entry.timestamp?.milliseconds ?? '')) ?? instant(entry.timestamp?.rfc3339);
  if (at === undefined) return reject('date is no time');

  const place = placeOf(entry);
  const environment = place.environments.length === 1 ? place.environments[0] : undefined;
  const page = pageOf(entry);
  const named = [place.project, place.key].filter((part) => part !== undefined);
  const path = entry.kind === 'project' ? place.project ?? place.key : entry.kind === 'environment' ? [place.project, environment ?? place.key].filter(Boolean).join('/') : named.join('/');
  const change: Change = {
    id: factId('change', 'launchdarkly', undefined, entry._id),
    parser: 2,
    kind: meaning.kind,
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at }],
    occurredAt: at,
    finishedAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'launchdarkly', ...(place.project === undefined ? {} : { instance: cut(place.project, 400) }), ...(page === undefined ? {} : { url: page }) },
    ...(environment === undefined ? {} : { environment: cut(environment, 400) }),
    services: [],
    entities: [...servicesIn(entry, place).map((name) => `service:${name}`), ...(path ? [cut(`launchdarkly:${entry.kind}/${path}`, 500)] : []), ...flagsOf(entry, place)],
    ...actorOf(entry),
    title: titleOf(entry, place),
    diff: entry.kind === 'flag' ? flagDiff(entry.previousVersion, entry.currentVersion, place.environments) : entry.kind === 'segment' ? segmentDiff(entry.previousVersion, entry.currentVersion) : [],
    identities: entry.kind === 'flag' && place.project !== undefined && place.key !== undefined ? [cut(`flag:launchdarkly/${place.project}/${place.key}`, 500)] : [],
    links: page === undefined ? [] : [{ title: 'LaunchDarkly', url: page }],
    attributes: {
      actions: actionsOf(entry),
      ...(place.environments.length > 1 ? { environments: place.environments.slice(0, 50) } : {}),
      ...(place.tags.length > 0 ? { tags: place.tags.slice(0, 50) } : {}),
      ...descriptionOf(entry),
      ...(entry.comment === undefined ? {} : { comment: entry.comment }),
      ...(entry.app?.isScheduled === true ? { scheduled: true } : {}),
      ...(entry._accountId === undefined ? {} : { account: entry._accountId }),
    },
  };
  return ok([{ kind: 'change', event: change }]);
};

const descriptionOf = ({ description, details, shortDescription }: Entry): { description?: string } => {
  const said = description ?? details?.plainText ?? shortDescription;
  return said === undefined ? {} : { description: said };
};

/** `Turned on the flag Checkout v2 in production`. */
const titleOf = ({ titleVerb, name, kind }: Entry, { key, environments }: Place): string => {
  const verb = titleVerb ?? `changed the ${kind}`;
  const where = environments.length === 1 && kind !== 'environment' ? ` in ${environments[0]}` : '';
  return title(`${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${name ?? key ?? ''}${where}`);
};

const pageOf = ({ _links, baseURL }: Entry): string | undefined => {
  const href = _links?.site?.href;
  if (href === undefined) return undefined;
  const base = baseURL !== undefined && /^https?:\/\/\S+$/i.test(baseURL) ? baseURL.replace(/\/$/, '') : 'https://app.launchdarkly.com';
  return /^https?:\/\//i.test(href) ? href : href.startsWith('/') ? `${base}${href}` : undefined;
};

/** A member, also by a token of theirs; a service token or an application is automation. */
const actorOf = (entry: Entry): { actor?: Actor } => {
  const { member, token, app } = entry;
  const person = member?.email ?? [member?.firstName, member?.lastName].filter((part) => part !== undefined).join(' ');
  if (app !== undefined) return { actor: { name: app.name ?? 'LaunchDarkly', kind: 'automation', basis: 'sender', ...(person || app.maintainerName ? { onBehalfOf: person || app.maintainerName } : {}) } };
  if (token !== undefined && (token.serviceToken || !person)) return { actor: { name: tokenName(entry), kind: 'automation', basis: 'sender', ...(person ? { onBehalfOf: person } : {}) } };
  return person ? { actor: { name: person, kind: 'human', basis: 'sender' } } : {};
};

/** What stands under `token` is hidden with all that looks like a secret; the title says the name too: `[terraform](…) updated the flag …`. */
const tokenName = ({ token, title: said = '', titleVerb = '' }: Entry): string => {
  if (token?.name !== undefined && token.name !== HIDDEN) return token.name;
  const at = titleVerb === '' ? -1 : said.indexOf(` ${titleVerb}`);
  return (at > 0 ? said.slice(0, at).replace(/^\[([^\]]{1,300})\].*$/, '$1').trim() : '') || 'a token';
};

/** The flags that target a segment, of this version and the one before: who asks for them is touched. */
const flagsOf = ({ kind, previousVersion, currentVersion }: Entry, { project }: Place): string[] => {
  if (kind !== 'segment' || project === undefined) return [];
  const keys = [currentVersion, previousVersion].flatMap((version) => Segment.safeParse(version).data?._flags ?? []).map(({ key }) => key);
  return [...new Set(keys)].map((key) => cut(`launchdarkly:flag/${project}/${key}`, 500));
};

const MOST_SERVICES = 20;

/** Services that a custom property `service` or a tag `service.checkout` of the flag or segment names outright; a tag has no colon there. */
const servicesIn = ({ currentVersion, previousVersion }: Entry, { tags }: Place): string[] => {
  const flag = Flag.safeParse(currentVersion ?? previousVersion);
  const all = [...tags, ...(flag.success ? flag.data.tags : [])].map((tag) => /^service[.:=/](.+)$/i.exec(tag)?.[1]?.trim());
  const properties = flag.success ? Object.entries(flag.data.customProperties ?? {}).filter(([key]) => key.toLowerCase() === 'service').flatMap(([, { value }]) => value) : [];
  return [...new Set([...all, ...properties])].filter((name): name is string => Boolean(name)).map((name) => cut(name, 400)).slice(0, MOST_SERVICES);
};
