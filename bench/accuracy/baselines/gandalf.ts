import { baseline } from './situation.ts';

const DECAY = 3_600_000;

/** After Gandalf (NSDI'20): every alert votes for the changes before it, by how near in time and place they are; alerts before a change vote against it. */
export const gandalfLike = baseline(({ changes, alerts, callees, callers }) => {
  const near = (alerting: string, changed: string): number => (alerting === changed ? 1 : callees.get(alerting)?.has(changed) === true ? 0.7 : callers.get(alerting)?.has(changed) === true ? 0.2 : 0);
  return changes.flatMap(({ id, at, service }) => {
    if (service === undefined) return [];
    const votes = alerts.reduce((sum, alert) => sum + near(alert.service, service) * (alert.at >= at ? Math.exp((at - alert.at) / DECAY) : -0.5), 0);
    return votes > 0 ? [{ id, score: votes / alerts.length }] : [];
  });
});
