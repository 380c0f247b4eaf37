import { timeOf, type Change, type DiffEntry } from '@culprit/domain';

/** Moves of an autoscaler that follow one another within this are one episode. */
const QUIET_MS = 30 * 60_000;
/** An episode that goes on all day is told anew now and then. */
const LONGEST_MS = 6 * 3_600_000;

const replicasOf = (changed: readonly DiffEntry[]): DiffEntry | undefined => (changed.length === 1 && changed[0]?.path === 'spec.replicas' ? changed[0] : undefined);

export const isMove = (change: Change): boolean => change.actor?.kind === 'autoscaler' && replicasOf(change.diff) !== undefined;

const count = (change: Change, name: string, otherwise: unknown): number => Number(change.attributes[name] ?? otherwise);

/** A further move of an autoscaler as a re-statement of its episode; undefined when it begins one. */
export const continued = (episode: Change | undefined, move: Change): Change | undefined => {
  const [first, next] = [episode && replicasOf(episode.diff), replicasOf(move.diff)];
  if (episode === undefined || first === undefined || next === undefined || episode.actor?.name !== move.actor?.name) return undefined;
  const at = Date.parse(move.occurredAt);
  if (at - Date.parse(episode.updatedAt) > QUIET_MS || at - Date.parse(episode.occurredAt) > LONGEST_MS) return undefined;
  // whole seconds: of two moves in one the later must be the later statement
  const after = timeOf(Date.parse(episode.updatedAt) + 1);
  const updatedAt = move.occurredAt > after ? move.occurredAt : after;
  const to = Number(next.after);
  const moves = count(episode, 'moves', episode.attributes['collapsed'] ?? 1) + count(move, 'collapsed', 1);
  const name = episode.title.replace(/ scaled .*$/, '');
  return {
    ...episode,
    phase: 'succeeded',
    updatedAt,
    finishedAt: updatedAt,
    title: `${name} scaled by its autoscaler ${moves} times, from ${String(first.before)} to ${to}`,
    diff: [{ ...first, after: to }],
    attributes: {
      ...episode.attributes,
      ...(move.attributes['generation'] === undefined ? {} : { generation: move.attributes['generation'] }),
      moves,
      lowest: Math.min(count(episode, 'lowest', Math.min(Number(first.before), Number(first.after))), to),
      highest: Math.max(count(episode, 'highest', Math.max(Number(first.before), Number(first.after))), to),
    },
  };
};
