import { acceptEvent } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';

/** Deployments as a collector writes them, about 900 bytes each with headers. */
export const deployments = (count: number, topic: string): NewRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString();
    const accepted = acceptEvent('change', {
      id: `bench-${i}`, kind: 'deployment', service: `service-${i % 200}`, environment: 'prod', cluster: 'cluster-a', namespace: 'shop',
      occurredAt: at, title: `Deploy service-${i % 200} ${i}`, actor: { name: 'ada', kind: 'human', basis: 'sender' },
      diff: [{ path: 'spec.template.spec.containers.0.image', before: `shop/service:${i}`, after: `shop/service:${i + 1}` }],
      revision: { commit: i.toString(16).padStart(40, '0') }, links: [{ title: 'commit', url: `https://example.com/commit/${i}` }],
    }, at);
    if (!accepted.ok) throw new Error(`the bench's own event is refused: ${accepted.error}`);
    return { ...eventRecord({ kind: 'change', event: accepted.event }), topic };
  });
