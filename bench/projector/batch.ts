import { acceptEvent, topics } from '@culprit/domain';
import type { Batch } from '@culprit/ports';

/** A batch of changes as they stand on the log, about 700 B each, over 500 services. */
export const batchOf = (rows: number, round: number): Batch => {
  const first = round * rows;
  const records = Array.from({ length: rows }, (_, i) => {
    const service = `service-${(i * 7) % 500}`;
    const at = new Date(Date.UTC(2026, 0, 10) + (first + i) * 1000).toISOString();
    const accepted = acceptEvent('change', {
      id: `change-${first + i}`, occurredAt: at, environment: 'production', cluster: 'prod-eu', namespace: 'shop', kind: 'deployment', entities: [`shop/deployment/${service}`],
      title: `Deploy ${service}: image acme/${service}:${i} → acme/${service}:${i + 1}`, actor: { name: 'argocd-controller', kind: 'automation' }, source: { provider: 'kubernetes', instance: 'prod-eu' },
      diff: [{ path: `containers[${service}].image`, before: `acme/${service}:${i}`, after: `acme/${service}:${i + 1}` }], identities: [`image:acme/${service}:${i + 1}`],
    }, at);
    if (!accepted.ok) throw new Error(accepted.error);
    return { offset: first + i, timestamp: Date.parse(at), key: accepted.event.id, value: Buffer.from(JSON.stringify(accepted.event)), headers: {} };
  });
  return { topic: topics.changes.name, partition: 0, records, end: first + rows };
};
