import { topics } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';

const inputs = { alert: topics.alerts, change: topics.changes, dependency: topics.dependencies, service: topics.catalog, coverage: topics.coverage };
const shown = [topics.alerts, topics.changes, topics.dependencies, topics.catalog, topics.incidents].map(({ name }) => name);

/** A correlator, and how its metrics are asked for as text. */
export interface Watched {
  readonly name: string;
  metrics(): Promise<string>;
}

const metricsOf = async ({ metrics }: Watched): Promise<(name: string) => number> => {
  const lines = (await metrics()).split('\n');
  return (name) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ').at(-1) ?? Number.NaN);
};

/** Rejects, with what is still to do, while a group has not committed everything that stands on these topics. */
export const caughtUp = async (log: EventLog, group: string, topicNames: readonly string[]): Promise<void> => {
  for (const topic of topicNames) {
    const [ends, beginnings, committed] = await Promise.all([log.ends(topic), log.beginnings(topic), log.committed(group, topic)]);
    for (const [partition, end] of ends.entries()) {
      const at = committed[partition] ?? beginnings[partition] ?? 0;
      if (at < end) throw new Error(`${group} is at ${at} of ${end} in ${topic} ${partition}`);
    }
  }
};

/** Rejects, with what is still to do, while something that stands on the log is not in the incidents yet, or not in the store. */
export const workedThrough = async (correlators: readonly Watched[], log: EventLog): Promise<void> => {
  let partitions = 0;
  for (const correlator of correlators) {
    const metric = await metricsOf(correlator);
    for (const [kind, topic] of Object.entries(inputs)) {
      const there = (await log.ends(topic.name)).reduce((sum, end) => sum + end, 0);
      const taken = metric(`culprit_correlator_events_total{kind="${kind}"}`);
      if (there > 0 && !(taken >= there)) throw new Error(`${correlator.name} has taken ${taken} of ${there} records of ${topic.name}`);
    }
    if (metric('culprit_correlator_unpublished') !== 0) throw new Error(`${correlator.name} has something to publish`);
    partitions += metric('culprit_correlator_partitions');
  }
  const ends = await log.ends(topics.alerts.name);
  if (correlators.length > 0 && partitions !== ends.length) throw new Error(`the correlators share ${partitions} of ${ends.length} partitions`);
  if (correlators.length > 0) await caughtUp(log, 'culprit-correlator', [topics.alerts.name]);
  await caughtUp(log, 'culprit-projector', shown);
};
