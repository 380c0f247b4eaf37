import { expect, it } from '@jest/globals';
import { buildCatalog, buildGraph, type Change, type Fading, usualFading } from '@culprit/domain';
import type { ReadStore } from '../read-store.js';
import { NOW, at, change, dependency, ids, nodes, resolve, service, write } from './facts.js';

export const world = (store: () => ReadStore): void => {
  it('walks dependencies as they were, under the names of the catalog', async () => {
    const facts = {
      dependencies: [
        dependency('a', 'b', { validFrom: at('08:00'), validTo: at('10:00'), source: 'trace' }),
        dependency('b', 'service:c', { confidence: 0.5, observedAt: at('09:00') }),
        dependency('b', 'service:c', { confidence: 0.9, observedAt: at('11:00') }),
        dependency('x', 'a', { environment: undefined }),
        dependency('other', 'b', { environment: 'staging' }),
      ],
      services: [service('c', { dependsOn: ['d'], source: 'catalog' })],
    };
    await write(store(), facts);
    const walk = async (question: Parameters<ReadStore['dependencies']>[0]): Promise<string[]> => (await store().dependencies(question, NOW)).map((d) => `${d.from}>${d.to}`);
    expect(await walk({ service: 'a', environment: 'production', asOf: at('09:00') })).toEqual(['a>b', 'b>c', 'c>d']);
    expect(await walk({ service: 'a', environment: 'production', asOf: at('10:00') })).toEqual([]);
    expect(await walk({ service: 'a', environment: 'production', asOf: at('09:00'), depth: 1 })).toEqual(['a>b']);
    expect(await walk({ service: 'a', direction: 'callers' })).toEqual(['x>a']);
    expect(await walk({ service: 'b', direction: 'both', depth: 1, environment: 'production', asOf: at('09:00') })).toEqual(['a>b', 'b>c']);
    expect(await walk({})).toEqual(['b>c', 'c>d', 'other>b', 'x>a']);
    expect((await store().dependencies({ environment: 'production' }, NOW)).find((d) => d.to === 'c')).toEqual(
      { from: 'b', to: 'c', environment: 'production', kind: 'call', source: 'declared', confidence: 0.9, silentDays: 0, validFrom: '1970-01-01T00:00:00.000Z' },
    );
    await write(store(), { services: [service('c', { source: 'catalog', removed: true, observedAt: at('10:00') }), service('renamed', { source: 'catalog', aliases: ['service:c'] })] });
    expect(await walk({ service: 'b', environment: 'production', depth: 1 })).toEqual(['b>renamed']);
  });

  it('fades calls that were not seen for long, and leads to an outside host what owns it, exactly as the graph that incidents are judged by', async () => {
    const day = (n: number): string => new Date(Date.parse(at('12:00')) + n * 86_400_000).toISOString();
    const services = [service('stripe', { environment: undefined, owns: ['*.stripe.com'] }), service('pay', { environment: undefined, dependsOn: ['ledger'] })];
    const dependencies = [
      dependency('checkout', 'pay', { source: 'otel/eu-1', confidence: 0.8, observedAt: at('09:00') }), dependency('checkout', 'cart', { source: 'declared', observedAt: at('09:00') }),
      dependency('pay', 'api.stripe.com', { source: 'otel', kind: 'external', observedAt: day(20) }), dependency('pay', 'old', { validTo: day(3) }),
    ];
    await write(store(), { services, dependencies });
    const graph = buildGraph(dependencies, buildCatalog(services), usualFading);
    const names = ['checkout', 'pay', 'cart', 'ledger', 'stripe', 'api.stripe.com', 'old'];
    for (const n of [0, 1, 2, 9, 21, 30, 60, 400]) {
      const asOf = day(n);
      const followed = names.flatMap((from) => names.flatMap((to) => { const call = graph.call(from, to, 'production', asOf); return call === undefined ? [] : [[from, to, call.confidence, call.silentDays]]; }));
      const told = async (question: object, now = NOW) => (await store().dependencies({ environment: 'production', ...question }, now)).map((d) => [d.from, d.to, d.confidence, d.silentDays]);
      expect(await told({ asOf })).toEqual(followed.sort());
      expect(await told({}, asOf)).toEqual(followed);
    }
    const around = async (fading?: Fading) => nodes(await store().changes({ scope: { services: ['checkout'], related: 1, environment: 'production', ...(fading === undefined ? {} : { fading }) }, from: day(100), to: day(101) }, { first: 9 })).map((c) => c.services[0]);
    await write(store(), { changes: [change('a', day(100), { service: 'pay' }), change('b', day(100), { service: 'cart' })] });
    expect(await around()).toEqual(['cart']);
    expect(await around({ ...usualFading, halfLife: 400 * 86_400_000 })).toEqual(['cart', 'pay']);
  });

  it('gives the statements that count, as they were sent, and the changes around an incident', async () => {
    const facts = {
      dependencies: [dependency('a', 'b', { observedAt: at('09:00') }), dependency('a', 'b', { observedAt: at('11:00'), confidence: 0.5 }), dependency('x', 'y', { environment: 'staging' })],
      services: [service('c', { source: 'catalog', owner: 'team-a' }), service('c', { source: 'catalog', observedAt: at('08:00') }), service('c', { source: 'other' })],
      changes: [
        change('near', at('09:30')), change('nowhere', at('09:20'), { service: undefined, entities: ['acme/x'], environment: undefined }), change('elsewhere', at('09:25'), { service: 'pay' }),
        change('staging', at('09:30'), { environment: 'staging' }), change('early', at('07:00')), change('late', at('10:00')),
      ],
    };
    await write(store(), facts);
    expect((await store().catalogStatements()).map((s) => [s.source, s.owner])).toEqual([['catalog', 'team-a'], ['other', undefined]]);
    expect(await store().dependencyStatements('production')).toMatchObject([{ from: 'a', to: 'b', confidence: 0.5 }]);
    expect(await store().dependencyStatements()).toHaveLength(2);
    const around = await store().changesAround({ services: ['checkout'], environment: 'production', from: at('09:00'), to: at('10:00') });
    expect(around.map((c) => [c.id, c.services])).toEqual([['nowhere', []], ['near', ['checkout']]]);
  });

  it('gives of the changes around an incident also the late stages of what began before, and what was found only later', async () => {
    const staged = (id: string, began: string, ...stages: string[]): Change[] =>
      ['', ...stages].map((stage) => change(id, began, { phase: 'started', updatedAt: stage || began, phases: [{ phase: 'started', at: began }, ...(stage ? [{ phase: 'started', at: stage }] : [])] }));
    const found = (id: string, after: string, occurredAt: string): Change => change(id, occurredAt, { occurredAfter: after, detectedBy: 'reconcile', updatedAt: occurredAt });
    await write(store(), { changes: [
      ...staged('canary', at('05:00'), at('07:00'), at('09:40')), ...staged('done', at('05:00'), at('07:00')), ...staged('months', '2025-09-01T00:00:00.000Z', at('09:10')),
      found('missed', at('09:30'), at('13:00')), found('after', at('10:30'), at('13:00')), found('before', at('05:00'), at('06:00')), change('later', at('13:00')),
    ] });
    const around = await store().changesAround({ services: ['checkout'], environment: 'production', from: at('09:00'), to: at('10:00') });
    expect(around.map((c) => [c.id, c.occurredAt])).toEqual([['months', '2025-09-01T00:00:00.000Z'], ['canary', at('05:00')], ['missed', at('13:00')]]);
    expect(around[1]?.phases.map((phase) => phase.at)).toEqual([at('05:00'), at('07:00'), at('09:40')]);
    expect(around[2]?.occurredAfter).toBe(at('09:30'));
  });

  it('counts what no service answers to, most frequent first', async () => {
    const of = (id: string, entity: string, provider = 'github') => change(id, at(`09:0${id.length}`), { services: [], service: undefined, entities: [entity], source: { provider } });
    await write(store(), { changes: [of('1', 'r1'), of('22', 'r1'), of('22', 'r1'), of('333', 'r2'), of('4', 'r0', 'argocd')] }, () => []);
    const all = nodes(await store().unmapped({ first: 9 }));
    expect(all.map((u) => [u.provider, u.entity, u.count])).toEqual([['github', 'r1', 2], ['argocd', 'r0', 1], ['github', 'r2', 1]]);
    const page = await store().unmapped({ first: 1 });
    expect([page.hasNextPage, nodes(await store().unmapped({ first: 9, after: page.items[0]?.cursor })).map((u) => u.entity)]).toEqual([true, ['r0', 'r2']]);
  });

  it('takes one offset range of two partitions for two, and the same range twice for one', async () => {
    const range = (partition: number) => ({ topic: 'culprit.changes.v1', partition, first: 0, last: 1 });
    await resolve(store(), { changes: [change('a', at('09:00'))] }, (s) => s.services, 1);
    await store().write({ range: range(0), changes: [change('a', at('09:00')), change('b', at('09:00'))] });
    await store().write({ range: range(1), changes: [change('c', at('09:00')), change('d', at('09:00'))] });
    await store().write({ range: range(1), changes: [change('c', at('09:00')), change('d', at('09:00'))] });
    await store().write({ range: { ...range(1), last: 2 }, changes: ['c', 'd', 'e'].map((id) => change(id, at('09:00'))) });
    expect(ids(await store().changes({}, { first: 9 }))).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(await store().positions()).toEqual([{ topic: 'culprit.changes.v1', partition: 0, next: 2 }, { topic: 'culprit.changes.v1', partition: 1, next: 3 }]);
    await store().write({ range: { topic: 'culprit.alerts.v1', partition: 7, first: 5, last: 5 } });
    expect((await store().positions()).at(0)).toEqual({ topic: 'culprit.alerts.v1', partition: 7, next: 6 });
  });

  it('keeps text and times of any sort', async () => {
    const title = 'naïve "quotes" \\ back\nline \u{1F600} \'single\' {id:String}';
    await write(store(), { changes: [change('old', '1970-01-01T00:00:00.000Z', { title }), change('far', '9999-12-31T00:00:00.000Z', { title })] });
    expect(nodes(await store().changes({}, { first: 9 })).map((c) => [c.id, c.occurredAt, c.title])).toEqual([['far', '9999-12-31T00:00:00.000Z', title], ['old', '1970-01-01T00:00:00.000Z', title]]);
    await store().ping();
  });
};
