import type { Change } from '@culprit/domain';
import type { Seen } from '../kinds/kind.js';
import { diff } from '../redact/diff.js';
import { REDACTION_RULES } from '../redact/redactor.js';
import type { Known } from '../state/known.js';
import { finished, toChange, toDeletion, type Found } from './to-change.js';
import { lastWrite } from './writer.js';

export interface Decided {
  readonly known: Known;
  readonly changes: readonly Change[];
  /** False when nothing came that a restart would have to know. */
  readonly store: boolean;
}

const knownOf = (seen: Seen, spec: Known['spec'], found: Found, keyId: string, unfinished: Change | undefined): Known => {
  const writtenAt = lastWrite(seen.writers);
  return {
    cluster: found.cluster,
    kind: found.kind,
    uid: seen.uid,
    namespace: seen.namespace,
    name: seen.name,
    generation: seen.generation,
    spec,
    rules: REDACTION_RULES,
    keyId,
    ...(seen.commit === undefined ? {} : { commit: seen.commit }),
    ...(seen.version === undefined ? {} : { version: seen.version }),
    service: seen.service.name,
    ...(writtenAt === undefined ? {} : { writtenAt }),
    seenAt: found.observedAt,
    ...(unfinished === undefined ? {} : { unfinished }),
  };
};

const isOpen = (change: Change): boolean => change.phase !== 'succeeded';
const finish = (change: Change, seen: Seen, found: Found): Change | undefined => (seen.rollout === undefined ? undefined : finished(change, seen.rollout, found.observedAt));

/** First sight of an object: the ground on which changes are told. */
export const adopt = (seen: Seen, found: Found, keyId: string): Decided => ({ known: knownOf(seen, seen.spec ?? {}, found, keyId, undefined), changes: [], store: true });

/** An object that was made while we looked, or while we were away. Its diff is what it started with. */
export const created = (seen: Seen, found: Found, keyId: string): Decided => {
  const spec = seen.spec ?? {};
  const first = Object.fromEntries(Object.entries(spec).filter(([path]) => path === 'spec.replicas' || path.endsWith('.image')));
  const started = toChange(undefined, seen, diff({}, first), found);
  const end = finish(started, seen, found);
  return { known: knownOf(seen, spec, found, keyId, isOpen(end ?? started) ? (end ?? started) : undefined), changes: end === undefined ? [started] : [started, end], store: true };
};

/**
 * What an object that is seen again means. A generation that is known brings no change, whatever else moved; a lower one is an old
 * view (a lagging API server) and is left alone.
 */
export const decide = (known: Known, seen: Seen, found: Found, keyId: string): Decided => {
  if (seen.generation < known.generation) return { known, changes: [], store: false };
  const comparable = known.rules === REDACTION_RULES && known.keyId === keyId;
  const spec = seen.spec ?? known.spec;
  const changed = seen.generation === known.generation ? [] : diff(known.spec, spec, comparable);

  if (changed.length === 0) {
    const end = known.unfinished === undefined ? undefined : finish(known.unfinished, seen, found);
    const unfinished = end ?? known.unfinished;
    const next = knownOf(seen, spec, found, keyId, unfinished !== undefined && isOpen(unfinished) ? unfinished : undefined);
    const store = end !== undefined || next.generation !== known.generation || next.service !== known.service || !comparable;
    return { known: store ? next : known, changes: end === undefined ? [] : [end], store };
  }

  const started = toChange(known, seen, changed, found);
  const end = finish(started, seen, found);
  const last = end ?? started;
  return { known: knownOf(seen, spec, found, keyId, isOpen(last) ? last : undefined), changes: end === undefined ? [started] : [started, end], store: true };
};

export const gone = (known: Known, deletedAt: string | undefined, found: Found): Decided => {
  const { unfinished: _over, ...rest } = known;
  return { known: { ...rest, deleted: true, seenAt: found.observedAt }, changes: [toDeletion(known, deletedAt, found)], store: true };
};
