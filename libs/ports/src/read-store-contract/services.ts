import { expect, it } from '@jest/globals';
import type { ReadStore } from '../read-store.js';
import { NOW, alert, at, change, everyPage, incident, nodes, resolve, service, write } from './facts.js';

const workload = (name: string, ready: number, fields: object = {}) =>
  ({ workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name, desired: 10, ready, health: 'HEALTHY', since: at('09:00'), images: ['i:1'], ...fields }], source: 'kubernetes' });
const seen = { source: 'kubernetes', instance: 'eu-1', observedAt: at('11:59'), gaps: [] };

export const services = (store: () => ReadStore): void => {
  it('tells health, with reasons and since when, worst first', async () => {
    await write(store(), {
      services: [
        service('fine', workload('fine', 10)),
        service('firing', workload('firing', 10)),
        service('open', workload('open', 10)),
        service('down', workload('down', 0)),
        service('short', workload('short', 7)),
        service('rolling', workload('rolling', 7, { since: at('11:58') })),
        service('warned', workload('warned', 10)),
        service('paper', { source: 'catalog' }),
      ],
      coverage: [seen],
      alerts: [
        alert('a', { startsAt: at('11:00'), service: 'firing', fingerprint: '1', severity: 'critical', title: 'error rate' }),
        alert('b', { startsAt: at('11:00'), service: 'warned', fingerprint: '2', severity: 'medium' }),
        alert('c', { startsAt: at('11:00'), service: 'fine', fingerprint: '3' }),
        alert('c end', { status: 'resolved', endsAt: at('11:10'), service: 'fine', fingerprint: '3' }),
      ],
      incidents: [{ offset: 0, incident: incident('z', { services: ['open'], openedAt: at('11:20') }) }, { offset: 1, incident: incident('y', { services: ['fine'], status: 'resolved', resolvedAt: at('11:30') }) }],
    });
    const rows = nodes(await store().services({}, { first: 50 }, NOW));
    expect(rows.map((r) => [r.name, r.health, r.healthSince])).toEqual([
      ['down', 'UNHEALTHY', at('09:00')], ['firing', 'UNHEALTHY', at('11:00')], ['open', 'UNHEALTHY', at('11:20')],
      ['short', 'DEGRADED', at('09:00')], ['warned', 'DEGRADED', at('11:00')], ['paper', 'UNKNOWN', undefined],
      ['fine', 'HEALTHY', at('11:30')], ['rolling', 'HEALTHY', undefined],
    ]);
    expect(rows.find((r) => r.name === 'firing')).toMatchObject({
      environment: 'production', clusters: ['eu-1'], namespaces: ['shop'], replicas: { desired: 10, ready: 10 },
      healthReasons: ['Alert "error rate" (critical) fires since 2026-01-15T11:00:00Z.'],
      workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name: 'firing', desired: 10, ready: 10, health: 'HEALTHY', since: at('09:00'), images: ['i:1'] }],
    });
    expect(rows.find((r) => r.name === 'short')?.healthReasons).toEqual(['Deployment shop/short in eu-1: 7 of 10 replicas ready.']);
    expect(rows.find((r) => r.name === 'paper')).not.toHaveProperty('replicas');
    expect((await everyPage((after) => store().services({}, { first: 3, after }, NOW))).map((r) => r.name)).toEqual(rows.map((r) => r.name));
  });

  it('does not know the health of what nobody has watched lately', async () => {
    await write(store(), { services: [service('blind', workload('blind', 10))], coverage: [{ ...seen, observedAt: at('11:30') }] });
    expect(await store().service('blind', 'production', NOW)).toMatchObject({ health: 'UNKNOWN', healthReasons: ['No source covers it now.'] });
    await write(store(), { coverage: [{ ...seen, gaps: [{ from: at('11:58'), reason: 'watch lost' }] }] });
    expect(await store().service('blind', 'production', NOW)).toMatchObject({ health: 'UNKNOWN' });
    await write(store(), { coverage: [{ ...seen, observedAt: at('11:59:30') }] });
    expect(await store().service('blind', 'production', NOW)).toMatchObject({ health: 'HEALTHY' });
    expect(await store().coverage({})).toHaveLength(1);
  });

  it('adds up what several sources say, the latest of each', async () => {
    await write(store(), {
      services: [
        service('cart', { source: 'catalog', environment: undefined, owner: 'team-a', system: 'shop', aliases: ['acme/cart'], links: [{ title: 'Runbook', url: 'https://r' }], repositories: ['acme/cart'] }),
        service('cart', { ...workload('cart', 3), observedAt: at('10:00') }),
        service('cart', { ...workload('cart', 10), observedAt: at('11:00'), aliases: ['shop/deployment/cart'] }),
        service('cart', { ...workload('cart', 1), observedAt: at('09:00') }),
        service('gone', { source: 'catalog' }),
        service('gone', { source: 'catalog', observedAt: at('11:00'), removed: true }),
        service('cart', { source: 'kubernetes/old', environment: 'staging' }),
        service('cart', { source: 'kubernetes/old', environment: 'staging', observedAt: at('11:00'), removed: true }),
      ],
      changes: [change('c', at('09:00'), { service: 'only-named', environment: undefined })],
    });
    expect(await store().service('cart', undefined, NOW)).toMatchObject({
      name: 'cart', environment: 'production', owner: 'team-a', system: 'shop', aliases: ['acme/cart', 'shop/deployment/cart'], repositories: ['acme/cart'], links: [{ title: 'Runbook', url: 'https://r' }],
      replicas: { desired: 10, ready: 10 },
    });
    const found = async (filter: Parameters<ReadStore['services']>[0]): Promise<string[]> => nodes(await store().services(filter, { first: 9 }, NOW)).map((r) => r.name);
    expect(await found({})).toEqual(['only-named', 'cart']);
    expect(await found({ search: 'ACME/' })).toEqual(['cart']);
    expect(await found({ owner: 'team-a', system: 'shop', cluster: 'eu-1', namespace: 'shop', environment: 'production', healths: ['HEALTHY'] })).toEqual(['cart']);
    expect(await found({ owner: 'team-b' })).toEqual([]);
    expect(await store().service('gone', undefined, NOW)).toBeUndefined();
  });

  it('takes what a cluster calls otherwise for the service that the catalog means, and what people wrote of a workload for no watching', async () => {
    const facts = {
      services: [
        service('cart', { source: 'catalog', environment: undefined, aliases: ['cart-api'], owner: 'team-a', workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'deployment', name: 'cart-api', health: 'UNKNOWN', images: [] }] }),
        service('cart-api', { ...workload('cart-api', 10), dependsOn: ['stock'] }),
        service('paper', { source: 'catalog', workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name: 'paper', health: 'UNKNOWN', images: [] }] }),
      ],
      coverage: [seen],
    };
    await write(store(), facts, (s) => s.services.map((name) => (name === 'cart-api' ? 'cart' : name)));
    const rows = nodes(await store().services({}, { first: 9 }, NOW));
    expect(rows.map(({ name, environment, health }) => [name, environment, health])).toEqual([['paper', 'production', 'UNKNOWN'], ['stock', 'production', 'UNKNOWN'], ['cart', 'production', 'HEALTHY']]);
    expect(rows.find(({ name }) => name === 'cart')).toMatchObject({ owner: 'team-a', replicas: { desired: 10, ready: 10 }, workloads: [{ kind: 'Deployment', name: 'cart-api', desired: 10 }] });
    expect(await store().dependencies({ service: 'cart' }, NOW)).toMatchObject([{ from: 'cart', to: 'stock' }]);
    await resolve(store(), facts, (s) => s.services, 9);
    expect(nodes(await store().services({}, { first: 9 }, NOW)).map(({ name }) => name)).toEqual(['cart', 'paper', 'stock', 'cart-api']);
  });
};
