import { describe, expect, it } from '@jest/globals';
import type { Service } from '../events/service.js';
import { said } from '../testing.js';
import { buildCatalog } from './catalog.js';
import { resolveName, resolveSubject } from './resolve.js';

const service = (fields: Record<string, unknown>): Service => said('service', fields).event as Service;
const about = (entities: string[], more: { environment?: string; cluster?: string; services?: string[] } = {}) => ({ services: [], entities, ...more });

describe('an event is about', () => {
  const catalog = buildCatalog([
    service({ name: 'checkout', aliases: ['acme/checkout-api', 'Checkout (prod)'], owns: ['launchdarkly:flag/acme/checkout-*'], images: ['registry/checkout'] }),
    service({ name: 'pay', environment: 'production', aliases: ['P1'], workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'pay' }] }),
    service({ name: 'pay-canary', environment: 'staging', aliases: ['P1'] }),
    service({ name: 'web', repositories: ['acme/mono'] }),
    service({ name: 'worker', repositories: ['acme/mono'] }),
  ]);

  it('the service that the sender names, under its one name', () => {
    expect(resolveSubject(catalog, about([], { services: ['acme/checkout-api'] }))).toEqual({ services: ['checkout'], mappedBy: 'sender', unmapped: [] });
    expect(resolveSubject(catalog, about(['P1'], { services: ['nobody-knows'] })).services).toEqual(['nobody-knows']);
  });

  it('the service of an alias, in its own environment first', () => {
    expect(resolveSubject(catalog, about(['Checkout (prod)']))).toMatchObject({ services: ['checkout'], mappedBy: 'alias Checkout (prod)' });
    expect(resolveSubject(catalog, about(['P1'], { environment: 'production' })).services).toEqual(['pay']);
    expect(resolveSubject(catalog, about(['P1'], { environment: 'staging' })).services).toEqual(['pay-canary']);
    expect(resolveSubject(catalog, about(['service:web'])).services).toEqual(['web']);
  });

  it('no service where two answer to an alias: a wrong guess is worse', () => {
    expect(resolveSubject(catalog, about(['P1']))).toEqual({ services: [], mappedBy: 'ambiguous P1: pay, pay-canary', unmapped: ['P1'] });
  });

  it('no service of another environment or another cluster', () => {
    expect(resolveSubject(catalog, about(['shop/deployment/pay'], { environment: 'production', cluster: 'eu' })).services).toEqual(['pay']);
    expect(resolveSubject(catalog, about(['shop/deployment/pay'], { environment: 'production', cluster: 'us' })).services).toEqual([]);
    expect(resolveSubject(catalog, about(['P1'], { environment: 'development' })).services).toEqual([]);
  });

  it('all services that own what it names, by pattern, image or repository', () => {
    expect(resolveSubject(catalog, about(['launchdarkly:flag/acme/checkout-new-flow']))).toMatchObject({ services: ['checkout'], mappedBy: 'pattern launchdarkly:flag/acme/checkout-*' });
    expect(resolveSubject(catalog, about(['registry/checkout'])).services).toEqual(['checkout']);
    expect(resolveSubject(catalog, about(['acme/mono'])).services).toEqual(['web', 'worker']);
  });

  it('nothing known, and says which names nobody answers to, but only when none of them led anywhere', () => {
    expect(resolveSubject(catalog, about(['b/b', 'a/a', 'a/a']))).toEqual({ services: [], mappedBy: 'unmapped', unmapped: ['a/a', 'b/b'] });
    expect(resolveSubject(catalog, about(['a/a', 'acme/checkout-api'])).unmapped).toEqual([]);
  });
});

describe('a catalog', () => {
  it('is the same for any order of its statements; the latest of one source counts, sources add up, removed ones do not', () => {
    const statements = [
      service({ name: 'a', source: 'x', aliases: ['old'], observedAt: '2026-01-01T00:00:00Z' }),
      service({ name: 'a', source: 'x', aliases: ['new'], observedAt: '2026-01-02T00:00:00Z' }),
      service({ name: 'a', source: 'y', aliases: ['other'], observedAt: '2026-01-01T00:00:00Z' }),
      service({ name: 'b', source: 'x', aliases: ['gone'], observedAt: '2026-01-01T00:00:00Z' }),
      service({ name: 'b', source: 'x', removed: true, observedAt: '2026-01-03T00:00:00Z' }),
    ];
    for (const list of [statements, [...statements].reverse()]) {
      const catalog = buildCatalog(list);
      expect(['old', 'new', 'other', 'gone'].map((name) => resolveName(catalog, name))).toEqual(['old', 'a', 'a', 'gone']);
    }
  });
});
