import { createHash } from 'node:crypto';

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * By what PagerDuty (`dedup_key`), Opsgenie (`alias`) and others know a group of Alertmanager or Grafana: the SHA-256 of its key. The key begins with the
 * path of the route; who is told by the first route, which has no name, knows the group by another key than who has a route of its own.
 */
export const groupKeyHash = (groupKey: string | undefined): string | undefined => {
  if (groupKey === undefined || groupKey === '') return undefined;
  const labels = groupKey.lastIndexOf(':{');
  return [...new Set([groupKey, ...(labels === -1 ? [] : [`{}${groupKey.slice(labels)}`])].map(hash))].join(',');
};
