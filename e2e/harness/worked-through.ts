import { topics } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { caughtUp } from './caught-up.js';
import type { Stack } from './stack.js';

const inputs = { alert: topics.alerts, change: topics.changes, dependency: topics.dependencies, service: topics.catalog, coverage: topics.coverage };
const shown = [topics.alerts, topics.changes, topics.dependencies, topics.catalog, topics.incidents].map(({ name }) => name);

const metricsOf = async (adminUrl: string): Promise<(name: string) => number> => {
  const text = await (await fetch(`${adminUrl}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
  return (name) => Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ').at(-1) ?? Number.NaN);
};

/** Rejects, with what is still to do, while something that stands on the log is not in the incidents yet, or not in the store. */
export const workedThrough = async (stack: Stack, log: EventLog): Promise<void> => {
  let partitions = 0;
  for (const { name, adminUrl } of stack.services.correlator) {
    const metric = await metricsOf(adminUrl);
    for (const [kind, topic] of Object.entries(inputs)) {
      const there = (await log.ends(topic.name)).reduce((sum, end) => sum + end, 0);
      const taken = metric(`culprit_correlator_events_total{kind="${kind}"}`);
      if (there > 0 && !(taken >= there)) throw new Error(`${name} has taken ${taken} of ${there} records of ${topic.name}`);
    }
    if (metric('culprit_correlator_unpublished') !== 0) throw new Error(`${name} has something to publish`);
    partitions += metric('culprit_correlator_partitions');
  }
  const ends = await log.ends(topics.alerts.name);
  if (stack.services.correlator.length > 0 && partitions !== ends.length) throw new Error(`the correlators share ${partitions} of ${ends.length} partitions`);
  if (stack.services.correlator.length > 0) await caughtUp(log, 'culprit-correlator', [topics.alerts.name]);
  await caughtUp(log, 'culprit-projector', shown);
};
