import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

// As collector-otel tells of a host outside, and the status page of whoever runs it.
const called = calls('pay', 'api.stripe.com', { kind: 'external', source: 'otel/eu-1', confidence: 0.9, observedAt: at('09:00') });
const page = (more: Record<string, unknown> = {}): CulpritEvent =>
  said('change', {
    id: 'status', kind: 'third-party', phase: 'started', occurredAt: at('09:58'), title: 'Elevated errors of the API', entities: ['statuspage:component/Stripe API', 'statuspage:page/4tcyq5j8s1xk'],
    identities: ['statuspage:4tcyq5j8s1xk/z3lct0r596n4'], source: { provider: 'statuspage', instance: '4tcyq5j8s1xk', url: 'https://stspg.io/646947c1e' }, ...more,
  });
const alert = firing('a', 'f', 'pay', at('10:00'));
const judged = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of [called, alert, ...events]) fold.add(event);
  const [first] = fold.incidents('production');
  if (first === undefined) throw new Error('no incident');
  return first.body;
};
const stripe = (more: Record<string, unknown>): CulpritEvent => said('service', { name: 'stripe', ...more });

describe('what a status page tells of a host outside', () => {
  it.each([
    ['under the name that people gave it', { aliases: ['api.stripe.com', 'statuspage:component/Stripe API'] }],
    ['as something that it answers for', { owns: ['*.stripe.com', 'statuspage:component/Stripe API'] }],
    ['by its page', { aliases: ['api.stripe.com'], owns: ['statuspage:page/4tcyq5j8s1xk'] }],
  ])('is suspected of what whoever calls it alerts for, %s', (_, known) => {
    const { suspects, unseen } = judged(stripe(known), page());
    expect(suspects).toMatchObject([{ service: 'stripe', changeIds: ['status'], path: ['pay', 'stripe'] }]);
    expect(suspects[0]?.reasons.find((r) => r.signal === 'hops')?.sentence).toBe('stripe is called by pay (1 hop)');
    expect(unseen.unmappedChanges).toBe(0);
  });

  it('is counted as mapping to nothing while nobody says whose it is', () => {
    expect(judged(page())).toMatchObject({ suspects: [], unseen: { unmappedChanges: 1 } });
  });

  it('is not suspected by who does not call it', () => {
    const known = { owns: ['*.stripe.com', 'statuspage:component/Stripe API'] };
    const fold = createFold(testRules);
    for (const event of [called, firing('b', 'g', 'search', at('10:00')), stripe(known), page()]) fold.add(event);
    expect(fold.incidents('production')[0]?.body.suspects).toEqual([]);
  });
});
