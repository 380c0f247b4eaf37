import { clampChange, factId, timeOf, type Change, type ChangeKind, type DiffEntry } from '@culprit/domain';
import type { Rollout, Seen, Writer } from '../kinds/kind.js';
import type { OnNode } from '../on-node.js';
import type { Known } from '../state/known.js';
import { actorOf, scalerOf } from './actor.js';
import type { About, Found } from './found.js';
import { revisionOf } from './revision.js';
import { plainTitle, titleOf } from './title.js';
import { SCALED, writerOf } from './writer.js';

/** Raised when this mapping changes, so that a re-statement by the new one counts. */
export const PARSER = 2;
/** More entries than this are cut, and said so. */
const MOST_ENTRIES = 200;
const MOST_ENTITIES = 1000;

type Place = Pick<Known, 'uid' | 'namespace' | 'name'>;

export const base = (place: Place, found: Found, key: string, about: About) => ({
  id: factId('change', 'kubernetes', found.cluster, place.uid, key),
  parser: PARSER,
  source: { provider: 'kubernetes', instance: found.cluster },
  observedAt: found.observedAt,
  environment: found.environmentOf(place.namespace),
  cluster: found.cluster,
  ...(place.namespace === '' ? {} : { namespace: place.namespace }),
  services: [],
  entities: about.entities.slice(0, MOST_ENTITIES),
  ...(about.scope === undefined ? {} : { scope: about.scope }),
  links: [],
  ...(found.reconciledSince === undefined ? { detectedBy: 'live' as const } : { detectedBy: 'reconcile' as const, occurredAfter: found.reconciledSince }),
});

/** A change that is over when it is written, and one whose rollout has yet to end. */
const phasesOf = (rolls: boolean, at: string) =>
  rolls ? { phase: 'started' as const, phases: [{ phase: 'started' as const, at }] } : { phase: 'succeeded' as const, phases: [{ phase: 'succeeded' as const, at }], finishedAt: at };

const MIGRATION = /migrat/i;
const kindOf = ({ kind }: Found, seen: Pick<Seen, 'name'>, changed: readonly DiffEntry[], isNew: boolean): ChangeKind => {
  if (kind.change === 'job') return MIGRATION.test(seen.name) ? 'database-migration' : 'job';
  if (kind.change !== 'deployment') return kind.change ?? 'custom';
  return !isNew && changed.length > 0 && changed.every((d) => d.path === 'spec.replicas') ? 'scaling' : 'deployment';
};

/** What tells two states of an object apart: its generation, or where it has none its resource version. */
export const versionKey = (seen: Pick<Seen, 'generation' | 'resourceVersion'>): string => (seen.generation > 0 ? String(seen.generation) : `rv ${seen.resourceVersion}`);

/** The sync of an Argo CD Application that this is part of: one change, told from two sides. */
const syncIdentity = (seen: Seen, writer: Writer | undefined, at: string, found: Found): string[] => {
  if (seen.release?.tool !== 'argocd' || writer === undefined || !writer.manager.startsWith('argocd')) return [];
  const identity = found.syncAt(seen.release.name, at);
  return identity === undefined ? [] : [identity];
};

const MADE_BY_PERSON = 'human';

export interface Told {
  readonly change: Change;
  readonly writer: Writer | undefined;
}

/** How a new spec is told: `before` undefined for an object that is new. `changed` is never empty but for what is new. */
export const toChange = (before: Known | undefined, seen: Seen, changed: readonly DiffEntry[], found: Found, options: { readonly rollback?: boolean; readonly earlierSteps?: number; readonly replaces?: boolean } = {}): Told => {
  const { kind } = found;
  const isNew = before === undefined;
  const writer = writerOf(seen.writers, changed, before?.writtenAt, found.observedAt);
  const occurredAt = (isNew || options.replaces === true ? seen.createdAt : undefined) ?? writer?.time ?? found.observedAt;
  const { revision, identities } = revisionOf(before ?? {}, seen, changed);
  const counted = seen.generation > 0 && kind.loudStatus !== true && options.replaces !== true;
  const writes = isNew || !counted ? 1 : seen.generation - before.generation - (options.earlierSteps ?? 0);
  const actor = writer === SCALED ? scalerOf(found.autoscalerOf(seen), changed[0]?.before, changed[0]?.after) : actorOf(writer, found.managers);
  const outOfBand = actor.kind === MADE_BY_PERSON && seen.release !== undefined;
  const workload = kind.change === 'deployment';
  const change = clampChange({
    ...base(seen, found, versionKey(seen), found.about(seen, seen.facts)),
    updatedAt: occurredAt,
    kind: kindOf(found, seen, changed, isNew),
    // what is as before has no rollout of its own to wait for
    ...phasesOf(kind.rolls === true && (isNew || changed.length > 0), occurredAt),
    occurredAt,
    // where the cluster says when it was, that is when; of several writes only the last
    ...(occurredAt === found.observedAt || writes > 1 ? {} : { occurredAfter: undefined }),
    actor,
    title: !isNew && changed.length === 0 ? `${seen.name} was changed ${writes} times and is as before` : isNew ? `${kind.title} ${seen.name} created` : workload ? titleOf(seen.name, changed, options.rollback === true ? 'Roll back' : 'Deploy') : plainTitle(kind.title, stemmed(kind.suffixed, seen.name), changed),
    diff: changed.slice(0, MOST_ENTRIES),
    ...(revision === undefined ? {} : { revision }),
    identities: [...new Set([...identities, ...generatedIdentities(found, seen, changed), ...syncIdentity(seen, writer, occurredAt, found)])],
    ...(outOfBand ? { outOfBand } : {}),
    attributes: {
      ...(seen.generation > 0 ? { generation: seen.generation } : {}),
      // several writes that we saw only the sum of
      ...(writes > 1 ? { collapsed: writes } : {}),
      ...(options.rollback === true ? { rollback: true } : {}),
      ...(outOfBand && seen.release ? { ownedBy: `${seen.release.tool} ${seen.release.name}`.trim() } : {}),
      ...(changed.length > MOST_ENTRIES ? { diffEntries: changed.length } : {}),
    },
  });
  return { change, writer };
};

/** A change of a node, told of what runs there; its scope stays for a catalog that knows none of it. */
export const withPods = (change: Change, { workloads, services }: OnNode): Change =>
  (workloads.length === 0 ? change : { ...change, entities: [...new Set([...change.entities, ...workloads])].slice(0, MOST_ENTITIES), attributes: { ...change.attributes, pods: { ...services } } });

/** Ten digits of a hash, as kustomize writes them: 0, 1, 3, a and e as g, h, k, m and t. */
const SUFFIX = /^(.+)-[2456789bcdfghkmt]{10}$/;
/** The name without the suffix that kustomize makes of the content. */
export const stemmed = (suffixed: boolean | undefined, name: string): string => (suffixed === true ? (SUFFIX.exec(name)?.[1] ?? name) : name);
export const hasSuffix = (name: string): boolean => SUFFIX.test(name);

const REFERENCE = /\.(?:(configMapRef|configMapKeyRef|configMap)\.name|(?:secretRef|secretKeyRef|secret)\.(?:name|secretName))$/;
const stemOf = (name: unknown): string | undefined => (typeof name === 'string' ? SUFFIX.exec(name)?.[1] : undefined);
/**
 * A name with a suffix of its content is that content's alone: whoever begins to use it in the place of the one before is one change with the object of that name.
 */
const generatedIdentities = ({ kind }: Found, seen: Seen, changed: readonly DiffEntry[]): string[] => {
  if (kind.suffixed === true) return hasSuffix(seen.name) ? [`${kind.name}:${seen.namespace}/${seen.name}`] : [];
  return changed.flatMap(({ path, before, after }) => {
    const reference = REFERENCE.exec(path);
    const stem = stemOf(after);
    return reference === null || stem === undefined || stem !== stemOf(before) ? [] : [`${reference[1] === undefined ? 'secret' : 'configmap'}:${seen.namespace}/${String(after)}`];
  });
};

/** The later statement of a started change: a stage of its rollout, or its end. Undefined when that says nothing new. */
export const finished = (change: Change, rollout: Rollout, observedAt: string): Change | undefined => {
  const { outcome, at } = rollout;
  if (change.phase === outcome) return undefined;
  // Kubernetes writes whole seconds: an end in the second of the start must still be the later statement
  const after = timeOf(Date.parse(change.updatedAt) + 1);
  const said = at ?? observedAt;
  const end = said > after ? said : after;
  if (outcome === 'staged') {
    if (change.phase !== 'started' || said < change.occurredAt || change.phases.some((phase) => phase.at >= said)) return undefined;
    return { ...change, updatedAt: end, phases: [...change.phases, { phase: 'started', at: said }], attributes: { ...change.attributes, ...(rollout.weight === undefined ? {} : { weight: rollout.weight }) } };
  }
  return { ...change, phase: outcome, updatedAt: end, finishedAt: end, phases: [...change.phases, { phase: outcome, at: end }] };
};

export const toDeletion = (known: Known, deletedAt: string | undefined, found: Found): Change => {
  const occurredAt = deletedAt ?? found.observedAt;
  return clampChange({
    ...base(known, found, 'deleted', known.about ?? found.about(known, undefined)),
    updatedAt: occurredAt,
    kind: kindOf(found, known, [], true),
    ...phasesOf(false, occurredAt),
    occurredAt,
    actor: { kind: 'unknown', basis: 'manager' },
    title: `${found.kind.title} ${known.name} deleted`,
    diff: [],
    identities: [],
    attributes: known.generation > 0 ? { generation: known.generation } : {},
  });
};
