import { faults, factId, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, type Said, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, title } from '../../provider/wording.js';
import { meaningOf, type Meaning } from './meaning.js';
import { entityOf, isLasting, listedIn, onlyNamespace, type Listed } from './objects.js';
import { revisionIn } from './revision.js';
import { FluxEvent, type Settings } from './schema.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const event = FluxEvent.safeParse(delivery.body);
  if (!event.success) return reject(faults(event.error));
  const said: FluxEvent = { ...event.data, metadata: plainKeys(event.data.metadata) };
  const at = instant(said.timestamp);
  if (at === undefined) return reject(`timestamp is no time: ${cut(said.timestamp, 60)}`);
  const meaning = meaningOf(said);
  if (meaning.is === 'skip') return skip(cut(meaning.reason, 300));
  const told = { said, at, listed: listedIn(said.message).filter(isLasting), delivery };
  return ok([meaning.is === 'health' ? alertOf(told, meaning.health) : { kind: 'change', event: changeOf(told, meaning) }]);
};

/** Metadata without the group of who set it: `kustomize.toolkit.fluxcd.io/revision` is `revision`; what an Alert adds comes as it was written. */
const plainKeys = (metadata: FluxEvent['metadata']): FluxEvent['metadata'] =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value.trim() !== '').map(([key, value]) => [key.replace(/^([a-z-]{1,60}\.)?(toolkit|contrib)\.fluxcd\.io\/|^app\.kubernetes\.io\//, ''), value]));

interface Told {
  readonly said: FluxEvent;
  readonly at: string;
  readonly listed: readonly Listed[];
  readonly delivery: Delivery<Settings>;
}

/** The object: its uid alone, which is unique; where none is told its name in its cluster. */
const keyOf = ({ involvedObject: { uid, kind, namespace = '', name } }: FluxEvent, cluster: string | undefined): readonly [string | undefined, string] =>
  (uid === undefined ? [cluster, `${kind}/${namespace}/${name}`] : [undefined, uid]);

const placeOf = ({ said: { metadata, involvedObject, message }, listed, delivery: { settings } }: Told): Pick<Change, 'environment' | 'cluster' | 'namespace'> => {
  const environment = metadata['env'] ?? metadata['environment'];
  const cluster = metadata['cluster'] ?? metadata['cluster_name'] ?? metadata['clusterName'] ?? settings.cluster;
  // `… for release default/podinfo.v2 with chart podinfo@6.5.4`
  const released = involvedObject.kind === 'HelmRelease' ? /\brelease ([a-z0-9-]{1,63})\//.exec(message)?.[1] ?? involvedObject.namespace : undefined;
  const namespace = metadata['namespace'] ?? released ?? onlyNamespace(listed);
  return { ...(environment ? { environment: cut(environment, 300) } : {}), ...(cluster ? { cluster: cut(cluster, 500) } : {}), ...(namespace ? { namespace: cut(namespace, 300) } : {}) };
};

const entitiesOf = ({ said: { metadata, involvedObject: { kind, namespace, name } }, listed }: Told): string[] => {
  const service = metadata['service'];
  const own = `flux:${kind.toLowerCase()}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return [...new Set([...(service ? [`service:${cut(service, 400)}`] : []), ...listed.slice(0, 200).map(entityOf), own])];
};

const changeOf = (told: Told, meaning: Extract<Meaning, { is: 'change' }>): Change => {
  const { said, at, listed, delivery: { receivedAt } } = told;
  const { kind, namespace, name } = said.involvedObject;
  const revision = revisionIn(said.metadata);
  const place = placeOf(told);
  const pushed = meaning.about === 'push' ? /commit '([0-9a-f]{7,40})'/.exec(said.message)?.[1] : undefined;
  return {
    id: factId('change', 'flux', ...keyOf(said, place.cluster), meaning.about, ...factOf(told, meaning, pushed)),
    parser: 1,
    kind: meaning.kind,
    phase: meaning.phase,
    phases: [{ phase: meaning.phase, at }],
    occurredAt: at,
    ...(meaning.phase === 'started' ? {} : { finishedAt: at }),
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'flux', instance: place.cluster ?? `${kind}/${namespace ?? ''}/${name}` },
    ...place,
    services: [],
    entities: entitiesOf(told),
    ...(meaning.outOfBand === true ? { outOfBand: true } : { actor: { name: said.reportingController ?? 'flux', kind: 'automation' as const, basis: 'sender' as const } }),
    title: title(`${meaning.verb} ${namespace === undefined ? '' : `${namespace}/`}${name}${revision === undefined || meaning.about === 'drift' ? '' : `: ${revision.short}`}`),
    diff: listed.slice(0, 100).map((each) => ({ path: entityOf(each), after: each.did })),
    ...(revision === undefined || Object.keys(revision.revision).length === 0 ? {} : { revision: revision.revision }),
    identities: [...(revision?.identities ?? []), ...(pushed?.length === 40 ? [`commit:${pushed}`] : [])].slice(0, 10),
    links: [],
    attributes: {
      object: kind,
      reason: said.reason,
      message: cut(said.message, 2000),
      ...(said.metadata['summary'] ? { summary: cut(said.metadata['summary'], 500) } : {}),
      ...(said.metadata['revision'] ? { revision: cut(said.metadata['revision'], 300) } : {}),
      ...(pushed === undefined ? {} : { pushed }),
    },
  };
};

/** What names a fact of an object. Of a Helm release its version (`podinfo.v2`): the chart stays the same where only values change. An attempt that failed, and drift, have but their time. */
const factOf = ({ said, at }: Told, { about, phase }: Extract<Meaning, { is: 'change' }>, pushed: string | undefined): string[] => {
  if (pushed !== undefined) return [pushed];
  if (about === 'drift' || about === 'correction') return [at];
  const revision = said.metadata['revision'] ?? said.reason;
  if (said.involvedObject.kind !== 'HelmRelease') return [revision];
  return phase === 'failed' ? [revision, at] : [revision, /\brelease [a-z0-9-]{1,63}\/[a-z0-9.-]{1,53}\.(v\d{1,9})\b/.exec(said.message)?.[1] ?? ''];
};

/** What Flux waits for does not become healthy; the next check that passes ends it. */
const alertOf = (told: Told, health: 'failed' | 'passed'): Said => {
  const { said, at, delivery: { receivedAt } } = told;
  const { kind, namespace, name } = said.involvedObject;
  const { environment, cluster, namespace: within } = placeOf(told);
  const [instance, key] = keyOf(said, cluster);
  const named = `${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const failing = health === 'failed';
  const sort = classOf(said.message);
  return {
    kind: 'alert',
    event: {
      id: factId('alert', 'flux', instance, key, 'health', health, at),
      fingerprint: cut(`flux:${instance === undefined ? '' : `${instance}:`}${key}:health`, 500),
      status: failing ? 'firing' : 'resolved',
      class: sort === 'crash' ? 'crash' : 'availability',
      severity: 'high',
      ...(failing ? { startsAt: at } : { endsAt: at }),
      updatedAt: at,
      observedAt: receivedAt,
      ...(environment === undefined ? {} : { environment }),
      ...(cluster === undefined ? {} : { cluster }),
      entities: [...new Set([...failedIn(said.message), ...entitiesOf(told)])],
      title: title(failing ? `Health check of ${named} failed: ${said.message}` : `Health check of ${named} passed`),
      labels: { object: `${kind}/${named}`, reason: said.reason, ...(within === undefined ? {} : { namespace: within }) },
      links: [],
      source: { provider: 'flux', ...(cluster === undefined ? {} : { instance: cluster }) },
    },
  };
};

/** `… timeout waiting for: [Deployment/apps/webapp status: 'InProgress']`: what is not healthy. */
const failedIn = (message: string): string[] =>
  [...message.slice(0, 5000).matchAll(/\b([A-Z][A-Za-z]{1,60})\/([a-z0-9-]{1,63})\/([a-z0-9.-]{1,253}) (?:status|not ready|is not)/g)].slice(0, 50)
    .map(([, kind = '', namespace = '', name = '']) => `${namespace}/${kind.toLowerCase()}/${name}`);
