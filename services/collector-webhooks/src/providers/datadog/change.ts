import { factId, type Change } from '@culprit/domain';
import { z } from 'zod';
import { type Delivery, type Normalized, ok } from '../../provider/contract.js';
import { maybe } from '../../provider/lenient.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import type { Notification } from './schema.js';
import { entitiesOf, one, tagsOf } from './tags.js';

const Named = z.object({ name: maybe, type: maybe }).nullish().catch(undefined);

/** What only change events of the events API say, version 2. */
const Details = z.object({
  changed_resource: Named,
  impacted_resources: z.array(Named).nullish().catch(undefined),
  author: Named,
  prev_value: z.unknown(),
  new_value: z.unknown(),
});

/** The event of a body as the events API takes and lists it: `{data: {type: "event", attributes}}`. */
export const eventIn = (body: object): object | undefined => {
  const read = z.object({ data: z.object({ attributes: z.looseObject({}) }) }).safeParse(body);
  return read.success ? read.data.data.attributes : undefined;
};

const kinds: readonly (readonly [Change['kind'], RegExp])[] = [['feature-flag', /feature[_ -]?flag/], ['config', /config/], ['deployment', /deploy|release|version/], ['database-migration', /migration/], ['scaling', /scal/], ['infrastructure', /infra|terraform|node|host/]];

const about = /^(deploy|deployment|change|change_event|change_tracking|release|feature_flag|configuration)s?(_event)?$/;

/** A deployment or another change that an event tells of; undefined for an event that is none, such as a monitor's. */
export const fromChange = (said: Notification, posted: object | undefined, { endpoint, receivedAt }: Delivery): Normalized | undefined => {
  const type = (said.eventtype ?? '').toLowerCase();
  if (said.alertid !== undefined || !(said.category === 'change' || about.test(type))) return undefined;
  const details = Details.safeParse((posted as { attributes?: unknown } | undefined)?.attributes ?? {}).data;
  const resource = details?.changed_resource ?? undefined;
  const tags = tagsOf(said.tags ?? []);
  const at = instant(said.date) ?? instant(said.lastupdated) ?? receivedAt;
  const instance = said.orgname ?? said.orgid ?? endpoint;
  const what = title(said.eventtitle ?? said.alerttitle ?? `Datadog: ${type || 'change'}`);
  const environment = one(tags, 'env', 'environment');
  const cluster = one(tags, 'kube_cluster_name', 'cluster_name');
  const commit = one(tags, 'git.commit.sha', 'git_commit_sha', 'git.commit', 'commit', 'sha', 'revision');
  const isCommit = /^[0-9a-f]{40}$/.test(commit ?? '');
  const version = one(tags, 'version', 'release');
  const by = details?.author?.name ?? said.user;
  const words = `${resource?.type ?? ''} ${type} ${what}`.toLowerCase();
  const impacted = details?.impacted_resources?.flatMap((each) => (each?.name !== undefined && each.type === 'service' ? [`service:${cut(each.name, 400)}`] : [])) ?? [];
  const url = said.link !== undefined && said.link.length <= 4000 && /^https?:\/\//.test(said.link) ? said.link : undefined;
  return ok([{
    kind: 'change',
    event: {
      // Change events have ids that the API tells too; where a template leaves it out, time and words name it.
      id: factId('change', 'datadog', said.orgid ?? instance, ...(said.id === undefined ? ['told', at, said.aggregkey ?? '', what] : [said.id])),
      parser: 1,
      updatedAt: at,
      source: { provider: 'datadog', ...(instance === undefined ? {} : { instance: cut(instance, 400) }), ...(url === undefined ? {} : { url }) },
      kind: kinds.find(([, pattern]) => pattern.test(words))?.[0] ?? 'custom',
      phase: said.alerttype?.toLowerCase() === 'error' ? 'failed' : 'succeeded',
      phases: [{ phase: said.alerttype?.toLowerCase() === 'error' ? 'failed' : 'succeeded', at }],
      occurredAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      ...(environment === undefined ? {} : { environment: cut(environment, 200) }),
      ...(cluster === undefined ? {} : { cluster: cut(cluster, 200) }),
      services: [],
      entities: [...new Set([...impacted, ...entitiesOf(tags), ...(resource?.name === undefined ? [] : [`datadog:${resource.type === 'feature_flag' ? 'flag' : 'resource'}/${cut(resource.name, 400)}`])])].slice(0, 100),
      ...(by === undefined ? {} : { actor: { name: cut(by, 200), kind: actorKind(details?.author?.type), basis: 'sender' } }),
      title: what,
      diff: diffOf(resource?.name ?? 'value', details?.prev_value, details?.new_value),
      ...(commit === undefined && version === undefined ? {} : { revision: { ...(commit === undefined ? {} : { commit: cut(commit, 200) }), ...(version === undefined ? {} : { version: cut(version, 200) }) } }),
      identities: isCommit ? [`commit:${commit}`] : [],
      links: url === undefined ? [] : [{ title: 'Datadog', url }],
      attributes: { ...(said.eventmsg === undefined ? {} : { message: cut(said.eventmsg, 2000) }), tags: (said.tags ?? []).slice(0, 50).map((tag) => cut(tag, 400)) },
    },
  }]);
};

/** Datadog's are user, system, api and automation; of `$USER` nobody knows which. */
const actorKind = (type: string | undefined): NonNullable<Change['actor']>['kind'] => {
  if (type === undefined) return 'unknown';
  return type === 'user' ? 'human' : 'automation';
};

const isTable = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** What differs between two values: of tables each entry, of anything else the whole. */
const diffOf = (path: string, before: unknown, after: unknown): Change['diff'] => {
  if (before === undefined && after === undefined) return [];
  const [old, now] = isTable(before) || isTable(after) ? [isTable(before) ? before : {}, isTable(after) ? after : {}] : [{ '': before }, { '': after }];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key): Change['diff'] => {
    const [was, is] = [leaf(old[key]), leaf(now[key])];
    return was === is ? [] : [{ path: cut(key === '' ? path : `${path}.${key}`, 1000), ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  }).slice(0, 50);
};

const leaf = (value: unknown): string | number | boolean | undefined => {
  if (value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return cut(typeof value === 'string' ? value : JSON.stringify(value, (_, inside: unknown) => (typeof inside === 'bigint' ? String(inside) : inside)), 1000);
};
