import { expect, it } from '@jest/globals';
import { incidentId } from '@culprit/domain';
import type { ReadStore } from '../read-store.js';
import type { Page, Paging, ServiceKey, ServicesTimeline, TimelineEntry } from '../read-store-shapes.js';
import { NOW, alert, at, change, dependency, everyPage, incident, nodes, write } from './facts.js';

export const timeline = (store: () => ReadStore): void => {
  it('puts changes, alerts and incidents of what is in scope on one line', async () => {
    await write(store(), {
      changes: [change('far', at('09:00'), { service: 'db' }), change('near', at('09:30'), { service: 'cart' }), change('own', at('09:45')), change('elsewhere', at('09:50'), { service: 'mailer' })],
      alerts: [alert('a', { startsAt: at('10:00') }), alert('other', { startsAt: at('10:01'), fingerprint: 'o', service: 'mailer' })],
      incidents: [{ offset: 0, incident: incident('a', { openedAt: at('10:00:30') }) }],
      dependencies: [dependency('checkout', 'cart'), dependency('cart', 'db'), dependency('mailer', 'checkout'), dependency('db', 'mailer', { environment: 'staging' })],
    });
    const line = async (related: number, direction: 'callees' | 'callers' = 'callees') =>
      nodes(await store().timeline({ scope: { services: ['checkout'], environment: 'production', related, direction } }, { first: 50 }, NOW)).map((e) => [e.node.id, e.hops, e.service]);
    expect(await line(0)).toEqual([[incidentId('a'), 0, 'checkout'], ['a', 0, 'checkout'], ['own', 0, 'checkout']]);
    expect(await line(2)).toEqual([[incidentId('a'), 0, 'checkout'], ['a', 0, 'checkout'], ['own', 0, 'checkout'], ['near', 1, 'cart'], ['far', 2, 'db']]);
    expect((await line(1, 'callers')).map(([id]) => id)).toEqual(['other', incidentId('a'), 'a', 'elsewhere', 'own']);
    const only = await store().timeline({ scope: {}, kinds: ['alert'], from: at('10:00'), to: at('10:01') }, { first: 5 }, NOW);
    expect(nodes(only).map((e) => [e.kind, e.at, e.node.id])).toEqual([['alert', at('10:00'), 'a']]);
    const paged = await everyPage((after) => store().timeline({ scope: { services: ['checkout'], related: 4, environment: 'production' } }, { first: 2, after }, NOW));
    expect(paged.map((e) => e.node.id)).toEqual([incidentId('a'), 'a', 'own', 'near', 'far']);
    expect(nodes(await store().timeline({ scope: { owners: ['nobody'] } }, { first: 5 }, NOW))).toEqual([]);
  });

  it('shows one entry for linked changes, unless asked for all', async () => {
    await write(store(), {
      changes: [
        change('merge', at('09:00'), { kind: 'code', source: { provider: 'github' }, services: [], service: undefined, environment: undefined, identities: ['commit:1'] }),
        change('push', at('09:01'), { kind: 'code', source: { provider: 'github' }, identities: ['commit:1'] }),
        change('deploy', at('09:02'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['commit:1'] }),
        change('rollback', at('09:03'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['image:0'] }),
      ],
    });
    const line = async (collapse?: boolean) => nodes(await store().timeline({ scope: {}, ...(collapse === undefined ? {} : { collapse }) }, { first: 9 }, NOW)).map((e) => e.node.id);
    expect(await line()).toEqual(['rollback', 'deploy']);
    expect(await line(false)).toEqual(['rollback', 'deploy', 'push', 'merge']);
    await write(store(), { changes: [change('short', at('09:05'), { kind: 'custom', source: { provider: 'argocd' }, identities: ['commit:5be1f00'] }), change('whole', at('09:04'), { kind: 'code', source: { provider: 'github' }, identities: [`commit:5be1f00${'a'.repeat(33)}`] })] });
    expect(await line()).toEqual(['short', 'rollback', 'deploy']);
    const paged = await everyPage((after) => store().timeline({ scope: {} }, { first: 1, after }, NOW));
    expect(paged.map((e) => e.node.id)).toEqual(['short', 'rollback', 'deploy']);
    // what stands outside of the scope stands for nothing in it
    await write(store(), { changes: [change('elsewhere', at('09:06'), { service: 'cart', services: ['cart', 'checkout'], source: { provider: 'gitlab' }, identities: ['commit:5be1f00'] })] });
    expect(nodes(await store().timeline({ scope: {}, to: at('09:06') }, { first: 9 }, NOW)).map((e) => e.node.id)).toEqual(['short', 'rollback', 'deploy']);
    expect(await line()).toEqual(['elsewhere', 'rollback', 'deploy']);
  });

  it('shows the rollout that brought an image, though a sync after it names the image too', async () => {
    const of = (provider: string, identities: readonly string[]) => ({ source: { provider }, kind: 'deployment', identities });
    await write(store(), {
      changes: [
        change('first', at('09:00'), of('argocd', ['argocd:u:1', 'image:cart:2'])), change('brought', at('09:01'), of('kubernetes', ['argocd:u:1', 'image:cart:2'])), change('second', at('09:30'), of('argocd', ['argocd:u:2', 'image:cart:2'])),
      ],
    });
    expect(nodes(await store().timeline({ scope: {} }, { first: 9 }, NOW)).map((e) => e.node.id)).toEqual(['second', 'brought']);
  });

  it('tells of several services at once what it tells of each', async () => {
    const linked = { identities: ['commit:1'] };
    await write(store(), {
      changes: [
        change('far', at('09:00'), { service: 'db' }), change('near', at('09:30'), { service: 'cart' }), change('own', at('09:45')), change('elsewhere', at('09:46'), { service: 'mailer', environment: 'staging' }),
        change('anywhere', at('09:47'), { service: 'cart', environment: undefined }), change('both', at('09:48'), { service: undefined, services: ['cart', 'checkout'] }),
        // a later step that stands for it in the one timeline and not in the other
        change('sync', at('09:50'), { ...linked, service: undefined, services: ['cart', 'db'], source: { provider: 'argocd' } }), change('rollout', at('09:51'), { ...linked, service: 'db', source: { provider: 'kubernetes' } }),
        // stands under another service than its first statement said
        change('moved', at('09:52'), { service: 'mailer', updatedAt: at('09:52') }), change('moved', at('09:53'), { service: 'db', updatedAt: at('09:53') }),
        ...Array.from({ length: 30 }, (_, i) => change('many', at(`08:${10 + i}`), { service: 'busy', updatedAt: at(`08:${10 + i}`) })), change('few', at('08:00'), { service: 'busy' }),
      ],
      alerts: [
        alert('a', { startsAt: at('10:00') }), alert('b', { startsAt: at('10:01'), fingerprint: 'b', service: 'mailer', environment: 'staging' }), alert('c', { startsAt: at('10:02'), fingerprint: 'c', service: 'cart' }),
        alert('c end', { status: 'resolved', endsAt: at('10:05'), fingerprint: 'c', service: 'cart' }),
      ],
      incidents: [
        { offset: 0, incident: incident('a', { openedAt: at('10:00:30'), services: ['checkout', 'cart'] }) }, { offset: 1, incident: incident('b', { openedAt: at('10:01:30'), services: ['mailer'], environment: 'staging' }) },
        { offset: 2, incident: incident('c', { openedAt: at('10:02:30'), services: ['cart'], status: 'merged', mergedInto: incidentId('a') }) },
      ],
      dependencies: [dependency('checkout', 'cart'), dependency('cart', 'db'), dependency('mailer', 'checkout'), dependency('db', 'mailer', { environment: 'staging' })],
    });
    const keys: ServiceKey[] = [...['checkout', 'cart', 'db', 'busy', 'nobody'].map((name) => ({ name, environment: 'production' })), { name: 'mailer' }, { name: 'mailer', environment: 'staging' }];
    const told = async ({ related, direction, ...rest }: ServicesTimeline, paging: Paging): Promise<Page<TimelineEntry>[]> => {
      const each: Page<TimelineEntry>[] = [];
      for (const { name, environment } of keys) each.push(await store().timeline({ ...rest, scope: { services: [name], environment, related, direction } }, paging, NOW));
      expect(await store().timelinesOfServices(keys, { related, direction, ...rest }, paging, NOW)).toEqual(each);
      return each;
    };
    const [whole] = await told({ related: 1 }, { first: 50 });
    expect(whole?.items.map(({ node: { node } }) => node.id)).toEqual(['c', incidentId('a'), 'a', 'sync', 'both', 'anywhere', 'own', 'near']);
    for (const question of [{ related: 2, direction: 'both' }, { related: 4, direction: 'callers', collapse: false }, { kinds: ['alert', 'incident'], from: at('10:01') }, { to: at('09:51') }] satisfies ServicesTimeline[]) await told(question, { first: 50 });
    const pages = await told({}, { first: 1 });
    await told({}, { first: 2, after: pages[0]?.items[0]?.cursor });
    expect(await store().timelinesOfServices([], {}, { first: 5 }, NOW)).toEqual([]);
    await expect(store().timelinesOfServices([{ name: 'cart' }], {}, { first: 5, after: 'nonsense' }, NOW)).rejects.toThrow('not a cursor of this list');
  });

  it('counts in equal buckets', async () => {
    await write(store(), {
      changes: [change('a', at('09:00')), change('b', at('09:29:59')), change('c', at('09:30'), { service: 'cart' }), change('b', at('09:29:59'), { updatedAt: at('09:40') })],
      alerts: [alert('x', { startsAt: at('09:31') }), alert('x end', { status: 'resolved', endsAt: at('09:32') })],
      incidents: [{ offset: 0, incident: incident('x', { openedAt: at('09:59') }) }],
    });
    const question = { from: at('09:00'), to: at('10:00'), buckets: 2 };
    const [first, second] = [{ from: at('09:00'), to: at('09:30') }, { from: at('09:30'), to: at('10:00') }];
    expect(await store().timelineBuckets({ scope: {}, ...question }, NOW)).toEqual([
      { ...first, service: 'checkout', changes: 2, alerts: 0, incidents: 0 },
      { ...second, service: 'cart', changes: 1, alerts: 0, incidents: 0 },
      { ...second, service: 'checkout', changes: 0, alerts: 1, incidents: 1 },
    ]);
    expect(await store().timelineBuckets({ scope: { services: ['cart'] }, ...question }, NOW)).toEqual([{ ...second, service: 'cart', changes: 1, alerts: 0, incidents: 0 }]);
  });
};
