import { millis, timeOf, type Actor, type Change } from '@culprit/domain';
import type { Write } from './schema.js';

const SECOND = 1000;
/** How much later than the write a live watch shows it at most. */
const SEEN_WITHIN_MS = 5 * SECOND;
/** Clocks of several API servers of one cluster. */
const SLACK_MS = SECOND;

/** `deployments` of `deployment`; as the API names all but what nobody changes. */
const pluralOf = (kind: string): string => (/[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`);

/** One object of one cluster, however it is named. */
export const objectKey = (cluster: string, resource: string, namespace: string, name: string): string => JSON.stringify([cluster, resource, namespace, name]);
export const writtenObject = ({ cluster, resource, namespace, name }: Write): string => objectKey(cluster, resource, namespace, name);

/** The object that a change was found on; undefined for what is not told of an object. */
export const changedObject = ({ source, entities }: Change): string | undefined => {
  if (source.provider !== 'kubernetes' || source.instance === undefined) return undefined;
  const parts = entities[0]?.split('/') ?? [];
  const [kind, name] = parts.slice(-2);
  return kind === undefined || name === undefined || parts.length > 3 ? undefined : objectKey(source.instance, pluralOf(kind), parts.length === 3 ? (parts[0] ?? '') : '', name);
};

const verbOf = ({ title, diff }: Change): Write['verb'] | 'any' => (diff.length > 0 ? 'update' : title.endsWith(' deleted') ? 'delete' : title.endsWith(' created') ? 'create' : 'any');

/** When the write that made a change can have been, ms: of one whose time nobody wrote down, before it was seen. */
const between = ({ occurredAt, observedAt, occurredAfter }: Change): readonly [number, number] => {
  const at = millis(occurredAt);
  if (occurredAt === observedAt) return [occurredAfter === undefined ? at - SEEN_WITHIN_MS : millis(occurredAfter), at + SLACK_MS];
  return [at - SLACK_MS, at + SECOND + SLACK_MS];
};

/** Whether a write can be the one that made a change of the same object. */
export const fits = (write: Write, change: Change): boolean => {
  const verb = verbOf(change);
  // what is applied is created and changed by the same request
  if (verb !== 'any' && verb !== write.verb && !(verb === 'create' && write.verb === 'update')) return false;
  const { actor } = change;
  if (actor?.basis === 'manager' && actor.name !== undefined && actor.name !== write.manager) return false;
  const [from, to] = between(change);
  return write.to >= from && write.from <= to;
};

/** Whose name a write puts on a change; undefined where the field manager knows better: controllers are told by theirs. */
const named = (write: Write, { actor }: Change): Actor | undefined => {
  if (actor !== undefined && (actor.basis !== 'manager' || actor.kind === 'autoscaler' || (actor.kind === 'automation' && write.person === false))) return undefined;
  return { name: write.user, kind: write.person ? 'human' : 'automation', basis: 'audit', ...(write.onBehalfOf === undefined ? {} : { onBehalfOf: write.onBehalfOf }) };
};

/**
 * Who made a change, of the writes to its object: all that fit are by one person, or of one that was seen as it happened the last before it, when nobody
 * else wrote within a second of that. A wrong name is worse than none.
 */
export const actorOf = (change: Change, writes: readonly Write[]): Actor | undefined => {
  const fitting = writes.filter((write) => fits(write, change)).sort((a, b) => a.to - b.to);
  const last = fitting.at(-1);
  if (last === undefined) return undefined;
  const rivals = fitting.filter(({ user }) => user !== last.user);
  const collapsed = change.attributes['collapsed'] !== undefined || change.detectedBy === 'reconcile';
  if (rivals.some(({ to }) => collapsed || last.to - to <= SECOND)) return undefined;
  return named(last, change);
};

/** The same statement with the name on it: a moment later, so that it counts. The next phase comes without the name and is stated anew in its turn. */
export const restated = (change: Change, actor: Actor): Change => ({ ...change, actor, updatedAt: timeOf(millis(change.updatedAt) + 1) });
