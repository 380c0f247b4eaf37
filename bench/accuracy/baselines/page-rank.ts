import { baseline } from './situation.ts';

const RESTART = 0.15;
const BACK = 0.1;
const STEPS = 30;
const DECAY = 3_600_000;

/** A random walk from the services that alert down their calls, sometimes back up; what it meets often and changed lately is suspected. */
export const pageRank = baseline(({ changes, alerts, callees, callers, onset }) => {
  const alerting = [...new Set(alerts.map((a) => a.service))];
  const start = 1 / alerting.length;
  const stays = new Set(alerting);
  let ranks = new Map(alerting.map((service) => [service, start]));
  for (let step = 0; step < STEPS; step++) {
    const next = new Map(alerting.map((service) => [service, RESTART * start]));
    for (const [service, rank] of ranks) {
      const ways: [string, number][] = [
        ...[...(callees.get(service) ?? [])].map((to): [string, number] => [to, stays.has(to) ? 1 : 0.3]),
        ...[...(callers.get(service) ?? [])].map((to): [string, number] => [to, BACK]),
        [service, stays.has(service) ? 0.5 : 0.1],
      ];
      const total = ways.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [to, weight] of ways) next.set(to, (next.get(to) ?? 0) + ((1 - RESTART) * rank * weight) / total);
    }
    ranks = next;
  }
  return changes.flatMap(({ id, at, service }) => {
    const rank = service === undefined ? undefined : ranks.get(service);
    return rank === undefined ? [] : [{ id, score: rank * Math.exp((at - onset) / DECAY) }];
  });
});
