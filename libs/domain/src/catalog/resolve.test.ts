import { describe, expect, it } from '@jest/globals';
import type { Dependency } from '../events/dependency.js';
import type { Service } from '../events/service.js';
import { said } from '../testing.js';
import { buildCatalog, ownerOf } from './catalog.js';
import { edgesOf } from './edges.js';
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

  it('the one whose environment is that of the event before one that runs in its cluster: clusters hold several environments', () => {
    const both = buildCatalog([
      service({ name: 'pay', environment: 'production', aliases: ['shop/deployment/pay'] }),
      service({ name: 'pay-old', workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'pay' }] }),
    ]);
    const of = (environment?: string) => resolveSubject(both, about(['shop/deployment/pay'], { cluster: 'eu', ...(environment === undefined ? {} : { environment }) })).services;
    expect([of('production'), of('staging'), of()]).toEqual([['pay'], ['pay-old'], ['pay-old']]);
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

  it('whoever owns it, wherever that is said; names with spaces too; what is an alias belongs to that service alone', () => {
    const owners = buildCatalog([
      service({ name: 'billing', owns: ['statuspage:component/Stripe API', 'aws:*'], aliases: ['aws:lambda/bill'] }),
      service({ name: 'pay', environment: 'production', owns: ['statuspage:component/Stripe *', 'terraform:workspace/pay-*'] }),
      service({ name: 'pay-test', environment: 'staging', owns: ['statuspage:component/*'] }),
    ]);
    const of = (entity: string, environment?: string) => resolveSubject(owners, about([entity], environment === undefined ? {} : { environment })).services;
    expect(of('statuspage:component/Stripe API', 'production')).toEqual(['billing', 'pay']);
    expect(of('statuspage:component/Stripe API', 'staging')).toEqual(['billing', 'pay-test']);
    expect(of('statuspage:component/Stripe API')).toEqual(['billing', 'pay', 'pay-test']);
    expect(of('terraform:workspace/pay-eu', 'production')).toEqual(['pay']);
    expect(of('terraform:workspace/pay-eu', 'staging')).toEqual([]);
    expect(of('aws:lambda/bill')).toEqual(['billing']);
    expect(resolveSubject(owners, about(['statuspage:component/Stripe API'], { environment: 'production' })).mappedBy).toBe('pattern statuspage:component/Stripe *, pattern statuspage:component/Stripe API');
  });

  it('in no environment, what is said for all of them', () => {
    const split = buildCatalog([service({ name: 'a', aliases: ['X', 'Y'] }), service({ name: 'b', environment: 'production', aliases: ['X'] })]);
    const of = (environment?: string) => resolveSubject(split, about(['X'], environment === undefined ? {} : { environment })).services;
    expect([of(), of('production'), of('staging')]).toEqual([['a'], ['b'], ['a']]);
    expect(resolveSubject(split, about(['Y'], { environment: 'production' })).services).toEqual(['a']);
  });

  it('nothing known, and says which names nobody answers to, but only when none of them led anywhere', () => {
    expect(resolveSubject(catalog, about(['b/b', 'a/a', 'a/a']))).toEqual({ services: [], mappedBy: 'unmapped', unmapped: ['a/a', 'b/b'] });
    expect(resolveSubject(catalog, about(['a/a', 'acme/checkout-api'])).unmapped).toEqual([]);
  });
});

describe('a name that nobody declared', () => {
  const catalog = buildCatalog([
    service({ name: 'checkout', workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'checkout' }], aliases: ['acme/checkout', 'Till'] }),
    service({ name: 'user-service' }), service({ name: 'user' }), service({ name: 'pay_out' }), service({ name: 'payout' }), service({ name: 'service' }),
    service({ name: 'search', environment: 'production' }), service({ name: 'mail', environment: 'staging' }), service({ name: 'shop-web' }),
    service({ name: 'web', workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'web' }] }),
  ]);
  const of = (name: string, environment?: string) => resolveName(catalog, name, environment === undefined ? {} : { environment });

  it('is that of the one service that is spelled so, whatever its case, its separators, or that it says that it is a service', () => {
    for (const name of ['Checkout', 'CHECKOUT', 'checkout-service', 'checkout_svc', 'checkoutservice', 'Checkout Service', 'checkout-deployment', 'till']) expect([name, of(name)]).toEqual([name, 'checkout']);
    for (const name of ['Search', 'search-service']) expect([name, of(name, 'production')]).toEqual([name, 'search']);
  });

  it('is that of the one service that runs in the namespace or environment that it names', () => {
    for (const name of ['shop-checkout', 'shop/checkout', 'checkout.shop', 'checkout-service.shop.svc.cluster.local', 'Shop_Checkout-Svc']) expect([name, of(name)]).toEqual([name, 'checkout']);
    for (const name of ['prod-search', 'production_search', 'search-prod', 'PRD/search-service']) expect([name, of(name, 'production')]).toEqual([name, 'search']);
    for (const [name, environment] of [['stage-search', 'production'], ['prod-search', undefined], ['billing-checkout', undefined], ['checkout-api', undefined]] as const) expect([name, of(name, environment)]).toEqual([name, name]);
  });

  it('is its own where the catalog has it, where several are spelled so, or in another environment', () => {
    for (const name of ['user', 'user-service', 'payout', 'pay_out', 'shop-web', 'web', 'service']) expect([name, of(name)]).toEqual([name, name]);
    expect(['User', 'USER_SERVICE', 'Shop-Web'].map((name) => of(name))).toEqual(['user', 'user-service', 'shop-web']);
    for (const name of ['users', 'user_svc', 'pay-out', 'PayOut', 'svc']) expect([name, of(name)]).toEqual([name, name]);
    expect([of('mail-service', 'production'), of('mail-service', 'staging')]).toEqual(['mail-service', 'mail']);
    expect(resolveSubject(catalog, about([], { services: ['checkout-service'] }))).toEqual({ services: ['checkout'], mappedBy: 'sender', unmapped: [] });
  });

  it('is found as a tag, or as a sender calls it, not as part of another thing', () => {
    for (const entity of ['service:Checkout-Service', 'Checkout Service', 'checkout.shop.svc']) expect([entity, resolveSubject(catalog, about([entity]))]).toEqual([entity, { services: ['checkout'], mappedBy: 'spelled like checkout', unmapped: [] }]);
    for (const entity of ['acme/checkout-service', 'flag:checkout-service', 'service:pay-out', 'Checkout Service (prod)']) expect([entity, resolveSubject(catalog, about([entity])).services]).toEqual([entity, []]);
  });

  it('is one service for who calls it, too', () => {
    const call = said('dependency', { from: 'shop-web', to: 'CheckoutService', environment: 'production' }).event as Dependency;
    expect(edgesOf([call], catalog)).toMatchObject([{ from: 'shop-web', to: 'checkout' }]);
  });
});

describe('a catalog', () => {
  it('names the owner that is said for the environment, then for all, then for any: who is woken must know it', () => {
    const owned = buildCatalog([
      service({ name: 'pay', environment: 'development', source: 'a', owner: 'team-dev' }),
      service({ name: 'pay', source: 'b', owner: 'team-pay' }),
      service({ name: 'pay', environment: 'production', source: 'c', owner: 'team-live' }),
      service({ name: 'web', environment: 'development', owner: 'team-dev' }),
    ]);
    expect([ownerOf(owned, 'pay', 'production'), ownerOf(owned, 'pay', 'staging'), ownerOf(owned, 'web', 'production'), ownerOf(owned, 'nobody', 'production')]).toEqual(['team-live', 'team-pay', 'team-dev', undefined]);
  });

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

  const seen = (fields: Record<string, unknown>) => service({ environment: 'production', source: 'kubernetes/eu', ...fields });
  const runs = (name: string) => ({ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name, desired: 3, ready: 3 });

  it('takes what a cluster calls otherwise for the service that people mean, by its name or by all its workloads', () => {
    const found = [
      seen({ name: 'checkout-api', workloads: [runs('checkout-api')], dependsOn: ['pay-api'] }),
      seen({ name: 'pay-api', workloads: [runs('pay-api'), runs('pay-worker')] }),
      seen({ name: 'half', workloads: [runs('half-a'), runs('half-b')] }),
      seen({ name: 'lonely', workloads: [runs('lonely')] }),
    ];
    const told = [
      service({ name: 'checkout', aliases: ['checkout-api'] }),
      service({ name: 'pay', aliases: ['shop/deployment/pay-api'], workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'deployment', name: 'pay-worker' }] }),
      service({ name: 'other', aliases: ['shop/deployment/half-a'] }),
    ];
    const catalog = buildCatalog([...found, ...told]);
    expect([...catalog.entries.keys()].sort()).toEqual(['checkout', 'half', 'lonely', 'other', 'pay']);
    const of = (entity: string) => resolveSubject(catalog, about([entity], { environment: 'production', cluster: 'eu' })).services;
    expect(['shop/deployment/checkout-api', 'checkout-api', 'service:checkout-api', 'shop/deployment/pay-api', 'shop/deployment/pay-worker'].map(of)).toEqual([['checkout'], ['checkout'], ['checkout'], ['pay'], ['pay']]);
    expect(['checkout-api', 'pay-api', 'half'].map((name) => resolveName(catalog, name, { environment: 'production' }))).toEqual(['checkout', 'pay', 'half']);
    expect(edgesOf([], catalog)).toMatchObject([{ from: 'checkout', to: 'pay' }]);
  });

  it('makes no two services one that people name, nor one that several claim, nor one of another environment', () => {
    const told = [service({ name: 'a', aliases: ['b', 'c'] }), service({ name: 'd', aliases: ['c'] }), service({ name: 'b' }), service({ name: 'e', environment: 'staging', aliases: ['f'] })];
    const catalog = buildCatalog([...told, ...['b', 'c', 'f'].map((name) => seen({ name, workloads: [runs(name)] }))]);
    expect([...catalog.entries.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(['b', 'c', 'f'].map((name) => resolveName(catalog, name, { environment: 'production' }))).toEqual(['b', 'c', 'f']);
    expect(resolveSubject(catalog, about(['b'])).services).toEqual([]);
  });
});
