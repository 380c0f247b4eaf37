import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { said } from '../testing.js';
import { buildCatalog } from './catalog.js';
import { peersOf } from './peers.js';

const lives = (name: string, more: Record<string, unknown>): CulpritEvent => said('service', { name, environment: 'production', ...more });
const inNamespace = (name: string, cluster: string, namespace = 'shop'): CulpritEvent => lives(name, { workloads: [{ cluster, namespace, kind: 'Deployment', name }] });
const peers = (of: string, events: readonly CulpritEvent[], most = 50): string[] =>
  peersOf(buildCatalog(events.flatMap((e) => (e.kind === 'service' ? [e.event] : []))), of, 'production', most).map(({ service, shares }) => `${service}: ${shares}`);

describe('the peers of a service', () => {
  it('share its system, else its namespace in one cluster: what people call one thing says more than where it was put', () => {
    const system = ['cart', 'pay'].map((name) => lives(name, { system: 'checkout', workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name }] }));
    expect(peers('cart', [...system, inNamespace('mail', 'eu'), inNamespace('far', 'us')])).toEqual(['pay: system checkout', 'mail: namespace shop']);
  });

  it('live in the same environment, or say none', () => {
    const system = (name: string, environment: string | undefined): CulpritEvent => said('service', { name, environment, system: 'checkout' });
    expect(peers('cart', [system('cart', 'production'), system('pay', 'staging'), system('mail', undefined)])).toEqual(['mail: system checkout']);
  });

  it('are so many at most: where everything lives together that says nothing', () => {
    const system = ['cart', 'pay', 'mail'].map((name) => lives(name, { system: 'checkout' }));
    expect([peers('cart', system, 3).length, peers('cart', system, 2).length]).toEqual([2, 0]);
  });
});
