import { clampChange, factId, timeOf, type Change, type ChangeKind, type DiffEntry } from '@culprit/domain';
import type { Rollout, Seen } from '../kinds/kind.js';
import type { Known } from '../state/known.js';
import { actorOf } from './actor.js';
import { revisionOf } from './revision.js';
import { titleOf } from './title.js';
import { writerOf } from './writer.js';

/** Raised when this mapping changes, so that a re-statement by the new one counts. */
const PARSER = 1;
/** More entries than this are cut, and said so. */
const MOST_ENTRIES = 200;

/** Where and how something was found. */
export interface Found {
  readonly cluster: string;
  readonly environmentOf: (namespace: string) => string;
  readonly kind: string;
  readonly observedAt: string;
  /** Set when it was found by comparing a list with what was known: the last moment at which the cluster had been seen. */
  readonly reconciledSince?: string;
}

type Place = Pick<Known, 'uid' | 'namespace' | 'name'>;

const base = (place: Place, found: Found, key: string) => ({
  id: factId('change', 'kubernetes', found.cluster, place.uid, key),
  parser: PARSER,
  source: { provider: 'kubernetes', instance: found.cluster },
  observedAt: found.observedAt,
  environment: found.environmentOf(place.namespace),
  cluster: found.cluster,
  namespace: place.namespace,
  services: [],
  entities: [`${place.namespace}/${found.kind}/${place.name}`],
  links: [],
  ...(found.reconciledSince === undefined ? { detectedBy: 'live' as const } : { detectedBy: 'reconcile' as const, occurredAfter: found.reconciledSince }),
});

const kindOf = (changed: readonly DiffEntry[]): ChangeKind => (changed.every((d) => d.path === 'spec.replicas') ? 'scaling' : 'deployment');

/** How a new spec is told: `before` undefined for an object that is new. `changed` is never empty. */
export const toChange = (before: Known | undefined, seen: Seen, changed: readonly DiffEntry[], found: Found): Change => {
  const writer = writerOf(seen.writers, changed, before?.writtenAt, found.observedAt);
  const occurredAt = (before === undefined ? seen.createdAt : undefined) ?? writer?.time ?? found.observedAt;
  const { revision, identities } = revisionOf(before ?? {}, seen, changed);
  const generations = before === undefined ? 1 : seen.generation - before.generation;
  return clampChange({
    ...base(seen, found, String(seen.generation)),
    updatedAt: occurredAt,
    kind: before === undefined ? 'deployment' : kindOf(changed),
    phase: 'started',
    phases: [{ phase: 'started', at: occurredAt }],
    occurredAt,
    actor: actorOf(writer),
    title: before === undefined ? `Deployment ${seen.name} created` : titleOf(seen.name, changed),
    diff: changed.slice(0, MOST_ENTRIES),
    ...(revision === undefined ? {} : { revision }),
    identities,
    attributes: {
      generation: seen.generation,
      // several writes that we saw only the sum of
      ...(generations > 1 ? { collapsed: generations } : {}),
      ...(changed.length > MOST_ENTRIES ? { diffEntries: changed.length } : {}),
    },
  });
};

/** The later statement of a started change: its rollout's end. Undefined when that says nothing new. */
export const finished = (change: Change, { outcome, at }: Rollout, observedAt: string): Change | undefined => {
  if (change.phase === outcome) return undefined;
  // Kubernetes writes whole seconds: an end in the second of the start must still be the later statement
  const after = timeOf(Date.parse(change.updatedAt) + 1);
  const said = at ?? observedAt;
  const end = said > after ? said : after;
  return { ...change, phase: outcome, updatedAt: end, finishedAt: end, phases: [...change.phases, { phase: outcome, at: end }] };
};

export const toDeletion = (known: Known, deletedAt: string | undefined, found: Found): Change => {
  const occurredAt = deletedAt ?? found.observedAt;
  return clampChange({
    ...base(known, found, 'deleted'),
    updatedAt: occurredAt,
    kind: 'deployment',
    phase: 'succeeded',
    phases: [{ phase: 'succeeded', at: occurredAt }],
    occurredAt,
    finishedAt: occurredAt,
    actor: { kind: 'unknown', basis: 'manager' },
    title: `Deployment ${known.name} deleted`,
    diff: [],
    identities: [],
    attributes: { generation: known.generation },
  });
};
