import { topics } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import type { Sent } from './sending.js';

/** The keys on a topic, by partition, in order, each as often as it stands there. */
export const keysOn = async (log: EventLog, topic: string): Promise<string[][]> => {
  const keys: string[][] = [];
  const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ partition, records }) => {
    for (const { key } of records) (keys[partition] ??= []).push(key ?? '');
  });
  await reader.caughtUp();
  await reader.stop();
  return keys.filter((each) => each !== undefined);
};

export interface OnTopics {
  /** Keys of deliveries, and ids of changes, that were answered 200 and stand on no topic. */
  readonly lacking: readonly string[];
  /** What was sent after the answer of another of its endpoint and stands before it. */
  readonly misplaced: readonly string[];
  /** Records that say again what stands before them. */
  readonly twice: number;
}

/** Both topics against what senders were told. */
export const onTopics = async (log: EventLog, sent: readonly Sent[]): Promise<OnTopics> => {
  const taken = sent.filter(({ status }) => status === 200);
  const [deliveries, changes] = [await keysOn(log, topics.deliveries.name), await keysOn(log, topics.changes.name)];
  const [delivered, changed] = [new Set(deliveries.flat()), new Set(changes.flat())];
  const byKey = new Map(taken.map((one) => [one.key, one]));
  const byId = new Map(taken.flatMap((one) => one.ids.map((id) => [id, one])));
  return {
    lacking: taken.flatMap(({ key, ids }) => [...(delivered.has(key) ? [] : [key]), ...ids.filter((id) => !changed.has(id))]),
    misplaced: [...deliveries.flatMap((keys) => misplaced(keys, byKey)), ...changes.flatMap((keys) => misplaced(keys, byId))],
    twice: [...deliveries, ...changes].reduce((sum, keys) => sum + keys.length - new Set(keys).size, 0),
  };
};

const misplaced = (keys: readonly string[], sent: ReadonlyMap<string, Sent>): string[] => {
  const newest = new Map<string, { began: number; key: string }>();
  return [...new Set(keys)].flatMap((key) => {
    const one = sent.get(key);
    if (one === undefined) return [];
    const before = newest.get(one.order);
    if (before === undefined || one.began > before.began) newest.set(one.order, { began: one.began, key });
    return before !== undefined && one.answered < before.began ? [`${key} stands behind ${before.key}`] : [];
  });
};
