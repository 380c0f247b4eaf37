import { baseline } from './situation.ts';

/** What changed last on a service that alerts. */
export const sameService = baseline(({ changes, alerts, onset }) => {
  const alerting = new Set(alerts.map((a) => a.service));
  return changes.filter(({ service }) => service !== undefined && alerting.has(service)).map(({ id, at }) => ({ id, score: at - onset }));
});
