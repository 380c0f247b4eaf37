import type { Change } from '@culprit/domain';
import type { Seen } from '../kinds/kind.js';
import { diff } from '../redact/diff.js';
import { REDACTION_RULES } from '../redact/redactor.js';
import type { Known } from '../state/known.js';
import { actsOf, type Acted } from './acts.js';
import { continued, isMove } from './episode.js';
import type { Found } from './found.js';
import { templateHash } from './lineage.js';
import { recentRollouts, stepsBetween, type Between } from './steps.js';
import { finished, toChange, toDeletion } from './to-change.js';
import { lastWrite } from './writer.js';

export interface Decided {
  readonly known: Known;
  readonly changes: readonly Change[];
  /** False when nothing came that a restart would have to know. */
  readonly store: boolean;
}

/** So many templates that a workload had are remembered, by their hash. */
const MOST_TEMPLATES = 12;

interface Open {
  readonly unfinished?: Change | undefined;
  readonly episode?: Change | undefined;
  readonly acts?: Acted['acts'] | undefined;
  readonly templates?: readonly string[] | undefined;
}

const knownOf = (seen: Seen, spec: Known['spec'], found: Found, keyId: string, open: Open): Known => {
  const writtenAt = lastWrite(seen.writers);
  const acts = open.acts ?? {};
  return {
    cluster: found.cluster,
    kind: found.kind.name,
    uid: seen.uid,
    namespace: seen.namespace,
    name: seen.name,
    generation: seen.generation,
    ...(seen.generation > 0 ? {} : { resourceVersion: seen.resourceVersion }),
    spec,
    rules: REDACTION_RULES,
    keyId,
    ...(seen.annotations === undefined ? {} : { annotations: seen.annotations }),
    ...(seen.commit === undefined ? {} : { commit: seen.commit }),
    ...(seen.version === undefined ? {} : { version: seen.version }),
    ...(seen.service === undefined ? {} : { service: seen.service.name }),
    ...(found.kind.change === 'deployment' ? {} : { about: aboutOf(seen, found) }),
    ...(seen.derived === true ? { derived: true } : {}),
    ...(writtenAt === undefined ? {} : { writtenAt }),
    seenAt: found.observedAt,
    ...(open.unfinished === undefined ? {} : { unfinished: open.unfinished }),
    ...(open.episode === undefined ? {} : { episode: open.episode }),
    ...(Object.keys(acts).length === 0 ? {} : { acts: { ...acts } }),
    ...(open.templates === undefined || open.templates.length === 0 ? {} : { templates: open.templates.slice(-MOST_TEMPLATES) }),
  };
};

const MOST_KEPT_ENTITIES = 20;
/** Whose it was, for when it is gone and nobody can tell any more. */
const aboutOf = (seen: Seen, found: Found): NonNullable<Known['about']> => {
  const { entities, scope } = found.about(seen, seen.facts);
  return { entities: entities.slice(0, MOST_KEPT_ENTITIES), ...(scope === undefined ? {} : { scope }) };
};

const isOpen = (change: Change | undefined): change is Change => change !== undefined && change.phase !== 'succeeded';
const finish = (change: Change, seen: Seen, found: Found): Change | undefined => (found.kind.rolls !== true || seen.rollout === undefined ? undefined : finished(change, seen.rollout, found.observedAt));
const withTemplate = (templates: readonly string[] | undefined, spec: Known['spec'], found: Found): readonly string[] | undefined => {
  const hash = found.kind.rolls === true ? templateHash(spec) : undefined;
  return hash === undefined ? templates : [...(templates ?? []).filter((each) => each !== hash), hash];
};

/** First sight of an object: the ground on which changes are told. Of what was before only rollouts are told that left their templates. */
export const adopt = (seen: Seen, found: Found, keyId: string): Decided => {
  const spec = seen.spec ?? {};
  const rollouts = seen.derived === true ? [] : recentRollouts(seen, { ...found, reconciledSince: found.observedAt });
  return { known: knownOf(seen, spec, found, keyId, { acts: actsOf(seen, undefined, found).acts, templates: withTemplate(found.kind.rolls === true ? found.lineage.hashes(seen.uid) : undefined, spec, found) }), changes: rollouts, store: true };
};

const FIRST_LEAVES = 20;
/** What an object started with, as far as it can be shown: of a workload its size and images. */
const firstOf = (spec: Known['spec'], found: Found): Known['spec'] => {
  const workload = found.kind.change === 'deployment' || found.kind.change === 'job';
  const shown = Object.entries(spec).filter(([path, leaf]) => (workload ? path === 'spec.replicas' || path.endsWith('.image') : typeof leaf !== 'object'));
  return Object.fromEntries(shown.slice(0, FIRST_LEAVES));
};

/** An object that was made while we looked, or while we were away. Its diff is what it started with. */
export const created = (seen: Seen, found: Found, keyId: string): Decided => {
  const spec = seen.spec ?? {};
  const { changes, acts } = actsOf(seen, {}, found);
  const templates = withTemplate(undefined, spec, found);
  if (seen.derived === true) return { known: knownOf(seen, spec, found, keyId, { acts, templates }), changes: [], store: true };
  const { change } = toChange(undefined, seen, diff({}, firstOf(spec, found)), found);
  const end = finish(change, seen, found);
  const last = end ?? change;
  return { known: knownOf(seen, spec, found, keyId, { unfinished: isOpen(last) ? last : undefined, acts, templates }), changes: [change, ...(end === undefined ? [] : [end]), ...changes], store: true };
};

/** One of a name that ends in a suffix of its content: what it says is told against the one before. */
export const succeeded = (before: Known, seen: Seen, found: Found, keyId: string): Decided => {
  const spec = seen.spec ?? {};
  const changed = diff(before.spec, spec, before.rules === REDACTION_RULES && before.keyId === keyId);
  // whoever still uses the one before will use this one: the workloads of both
  const about: Found['about'] = (object, facts) => {
    const [mine, earlier] = [found.about(object, facts), found.about(before, undefined)];
    return { ...mine, entities: [...new Set([...mine.entities, ...earlier.entities])] };
  };
  const changes = changed.length === 0 || seen.derived === true ? [] : [toChange(before, seen, changed, { ...found, about }, { replaces: true }).change];
  return { known: knownOf(seen, spec, found, keyId, {}), changes, store: true };
};

const isOlder = (known: Known, seen: Seen, found: Found): boolean => {
  if (seen.generation > 0 || known.generation > 0) return seen.generation < known.generation;
  // resource versions are numbers that grow; only a watch can bring an old one, a list is as it is
  return found.reconciledSince === undefined && /^\d{1,15}$/.test(seen.resourceVersion) && /^\d{1,15}$/.test(known.resourceVersion ?? '') && Number(seen.resourceVersion) < Number(known.resourceVersion);
};
const isSame = (known: Known, seen: Seen): boolean => (seen.generation > 0 ? seen.generation === known.generation : seen.resourceVersion === known.resourceVersion);

/** Several writes of which nothing is left. One alone without a difference was of something that is not compared; so may be all where annotations count. */
const thereAndBack = (known: Known, seen: Seen, found: Found): Change | undefined => {
  const { kind } = found;
  const writes = seen.generation - known.generation;
  if (kind.rolls !== true || kind.loudStatus === true || seen.derived === true || writes < 2) return undefined;
  if (kind.loudAnnotations === true && (known.annotations === undefined || known.annotations !== seen.annotations)) return undefined;
  return toChange(known, seen, [], found).change;
};

/**
 * What an object that is seen again means. A generation that is known brings no change, whatever else moved; a lower one is an old
 * view (a lagging API server) and is left alone.
 */
export const decide = (known: Known, seen: Seen, found: Found, keyId: string): Decided => {
  if (isOlder(known, seen, found)) return { known, changes: [], store: false };
  const comparable = known.rules === REDACTION_RULES && known.keyId === keyId;
  const same = isSame(known, seen);
  const spec = seen.spec ?? known.spec;
  const changed = same || seen.derived === true ? [] : diff(known.spec, spec, comparable);
  const acted = actsOf(seen, known.acts ?? {}, found);
  const { episode, templates } = known;

  if (changed.length === 0) {
    const end = known.unfinished === undefined ? undefined : finish(known.unfinished, seen, found);
    const unfinished = end ?? known.unfinished;
    const ended = end !== undefined && isMove(end) ? end : episode;
    const next = knownOf(seen, spec, found, keyId, { unfinished: isOpen(unfinished) ? unfinished : undefined, episode: ended, acts: acted.acts, templates });
    // a resource version that brought nothing need not be known: the next start compares once more
    const back = same || !comparable ? undefined : thereAndBack(known, seen, found);
    if (back !== undefined) return { known: next, changes: [...(end === undefined ? [] : [end]), back, ...acted.changes], store: true };
    const store = end !== undefined || acted.changes.length > 0 || next.generation !== known.generation || next.service !== known.service || !comparable;
    return { known: store || !same ? next : known, changes: [...(end === undefined ? [] : [end]), ...acted.changes], store };
  }

  const hash = templateHash(spec);
  const templateChanged = changed.some(({ path }) => path.startsWith('spec.template.'));
  const rollback = found.kind.rolls === true && templateChanged && hash !== undefined && (templates ?? []).slice(0, -1).includes(hash);
  const between: Between = found.kind.rolls === true && templateChanged ? stepsBetween(known, spec, seen, found) : { changes: [] };
  const from = between.template === undefined ? known.spec : { ...Object.fromEntries(Object.entries(known.spec).filter(([path]) => !path.startsWith('spec.template.'))), ...between.template };
  const last = between.template === undefined ? changed : diff(from, spec, comparable);
  const { change } = toChange(known, seen, last.length === 0 ? changed : last, found, { rollback, earlierSteps: between.changes.length });

  const move = isMove(change) ? continued(episode, change) : undefined;
  const told = move ?? change;
  const end = move === undefined ? finish(change, seen, found) : undefined;
  const final = end ?? told;
  const open: Open = { unfinished: isOpen(final) ? final : undefined, episode: isMove(change) ? final : undefined, acts: acted.acts, templates: templateChanged ? withTemplate([...(templates ?? []), ...(between.hashes ?? [])], spec, found) : templates };
  return { known: knownOf(seen, spec, found, keyId, open), changes: [...between.changes, told, ...(end === undefined ? [] : [end]), ...acted.changes], store: true };
};

/** `told`: whether its end is a change. */
export const gone = (known: Known, deletedAt: string | undefined, found: Found, told: boolean): Decided => {
  const { unfinished: _over, episode: _past, ...rest } = known;
  return { known: { ...rest, deleted: true, seenAt: found.observedAt }, changes: told ? [toDeletion(known, deletedAt, found)] : [], store: true };
};
