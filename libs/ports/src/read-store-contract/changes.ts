import { expect, it } from '@jest/globals';
import { mergeChange } from '@culprit/domain';
import { InvalidCursor, type ReadStore } from '../read-store.js';
import { NOW, at, change, everyPage, ids, nodes, resolve, write } from './facts.js';

export const changes = (store: () => ReadStore): void => {
  it('reads of several statements what the statement rule says, once, in any order and however often written', async () => {
    const started = change('c', at('09:00'), { phase: 'started', updatedAt: at('09:00'), observedAt: at('09:30'), title: 'Deploy' });
    const done = change('c', at('09:00'), { phase: 'succeeded', updatedAt: at('09:05'), observedAt: at('09:31'), title: 'Deployed', services: ['checkout', 'cart'] });
    const again = { ...done, observedAt: at('09:10') };
    for (const said of [[done, started], [again], [started, done]]) await write(store(), { changes: said });
    const page = await store().changes({}, { first: 10 });
    const want = mergeChange(mergeChange(started, done), again);
    expect(nodes(page)).toEqual([{ ...want, services: ['checkout', 'cart'], mappedBy: 'sender' }]);
    expect(nodes(page)[0]?.phases).toEqual([{ phase: 'started', at: at('09:00') }, { phase: 'succeeded', at: at('09:05') }]);
    expect(nodes(page)[0]?.observedAt).toBe(at('09:10'));
    expect(await store().changesByIds(['nobody', 'c'])).toEqual([undefined, nodes(page)[0]]);
  });

  it('filters by the statement that counts, not by one it replaced', async () => {
    await write(store(), { changes: [change('c', at('09:00'), { phase: 'started', updatedAt: at('09:00') }), change('c', at('09:20'), { phase: 'failed', updatedAt: at('09:20'), kind: 'job' })] });
    expect(ids(await store().changes({ phases: ['started'] }, { first: 10 }))).toEqual([]);
    expect(ids(await store().changes({ phases: ['failed'] }, { first: 10 }))).toEqual(['c']);
    expect(ids(await store().changes({ from: at('09:00'), to: at('09:10') }, { first: 10 }))).toEqual([]);
  });

  it('keeps the smaller canonical JSON of two statements with one time', async () => {
    const [a, b] = [change('c', at('09:00'), { title: 'a' }), change('c', at('09:00'), { title: 'b' })];
    await write(store(), { changes: [b, a] });
    expect(nodes(await store().changes({}, { first: 5 })).map((c) => c.title)).toEqual(['a']);
  });

  it('knows every filter', async () => {
    await write(store(), {
      changes: [
        change('flag', at('09:00'), { kind: 'feature-flag', actor: { name: 'Ada', kind: 'human' }, source: { provider: 'launchdarkly' }, identities: ['flag:x'], entities: ['launchdarkly:flag/x'] }),
        change('deploy', at('09:01'), { kind: 'deployment', phase: 'failed', outOfBand: true, title: 'Deploy CHECKOUT 1.2', cluster: 'eu-1' }),
        change('other', at('09:02'), { service: 'cart', environment: 'staging' }),
      ],
    });
    const found = async (filter: Parameters<ReadStore['changes']>[0]): Promise<string[]> => ids(await store().changes(filter, { first: 10 }));
    expect(await found({})).toEqual(['other', 'deploy', 'flag']);
    expect(await found({ kinds: ['feature-flag', 'job'] })).toEqual(['flag']);
    expect(await found({ actorKinds: ['human'] })).toEqual(['flag']);
    expect(await found({ providers: ['launchdarkly'] })).toEqual(['flag']);
    expect(await found({ entities: ['launchdarkly:flag/x'] })).toEqual(['flag']);
    expect(await found({ identities: ['flag:x'] })).toEqual(['flag']);
    expect(await found({ outOfBand: true })).toEqual(['deploy']);
    expect(await found({ outOfBand: false })).toEqual(['other', 'flag']);
    expect(await found({ search: 'checkout 1' })).toEqual(['deploy']);
    expect(await found({ search: "it's \\ \"not\" there\n" })).toEqual([]);
    expect(await found({ search: 'ada' })).toEqual(['flag']);
    expect(await found({ from: at('09:01'), to: at('09:02') })).toEqual(['deploy']);
    expect(await found({ scope: { services: ['cart'] } })).toEqual(['other']);
    expect(await found({ scope: { environment: 'production' } })).toEqual(['deploy', 'flag']);
    expect(await found({ scope: { clusters: ['eu-1'] } })).toEqual(['deploy']);
  });

  it('pages without gap or repeat while newer items arrive', async () => {
    await write(store(), { changes: Array.from({ length: 25 }, (_, n) => change(`c${n}`, at(`09:0${n % 5}`), { updatedAt: at('09:10') })) });
    let pages = 0;
    const all = await everyPage(async (after) => {
      if (pages++ === 1) await write(store(), { changes: [change('new', at('11:00'))] });
      return store().changes({}, { first: 7, ...(after === undefined ? {} : { after }) });
    });
    expect(all.map((c) => c.id)).toHaveLength(25);
    expect(new Set(all.map((c) => c.id)).size).toBe(25);
    expect([...all].sort((a, b) => (a.occurredAt === b.occurredAt ? (a.id < b.id ? 1 : -1) : a.occurredAt < b.occurredAt ? 1 : -1))).toEqual(all);
    await expect(store().changes({}, { first: 1, after: 'what' })).rejects.toThrow(InvalidCursor);
    // an order of its own each: a place in one is none in another
    const { cursor } = (await store().changes({}, { first: 1 })).items[0] ?? { cursor: '' };
    await expect(store().alerts({}, { first: 1, after: cursor }, NOW)).rejects.toThrow('a cursor of changes, not of alerts');
    await expect(store().incidents({}, { first: 1, after: cursor })).rejects.toThrow(InvalidCursor);
    await expect(store().timeline({ scope: {} }, { first: 1, after: cursor }, NOW)).rejects.toThrow(InvalidCursor);
    await expect(store().services({}, { first: 1, after: cursor }, NOW)).rejects.toThrow(InvalidCursor);
    await expect(store().unmapped({ first: 1, after: cursor })).rejects.toThrow(InvalidCursor);
    const nonsense = Buffer.from(JSON.stringify(['changes', '2026-99-99 99:99:99.999', 'x'])).toString('base64url');
    await expect(store().changes({}, { first: 1, after: nonsense })).rejects.toThrow(InvalidCursor);
  });

  it('moves facts, old ones too, when a name is mapped; the later catalog wins', async () => {
    const facts = { changes: Array.from({ length: 20 }, (_, n) => change(`c${n}`, at('09:00'), { services: [], service: undefined, entities: ['acme/unknown'] })) };
    await write(store(), facts, () => []);
    expect(nodes(await store().unmapped({ first: 5 }))).toEqual([{ provider: 'custom', entity: 'acme/unknown', count: 20, lastSeenAt: at('09:00') }]);
    await resolve(store(), facts, () => ['checkout'], 5);
    await resolve(store(), facts, () => ['stale'], 4);
    expect(nodes(await store().unmapped({ first: 5 }))).toEqual([]);
    expect(ids(await store().changes({ scope: { services: ['checkout'] } }, { first: 50 }))).toHaveLength(20);
    const [subject] = await store().subjects();
    expect(subject).toMatchObject({ services: [], entities: ['acme/unknown'], environment: 'production', resolved: { services: ['checkout'] }, version: 5 });
  });

  it('finds the same change seen by other tools, also through one between', async () => {
    await write(store(), {
      changes: [
        change('merge', at('09:00'), { kind: 'code', source: { provider: 'github' }, services: [], service: undefined, environment: undefined, identities: ['commit:1'] }),
        change('build', at('09:01'), { kind: 'job', source: { provider: 'jenkins' }, identities: ['commit:1', 'image:1'] }),
        change('rollout', at('09:02'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['image:1'] }),
        change('staging', at('09:01'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['image:1'], environment: 'staging' }),
        change('cart', at('09:03'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['commit:1'], service: 'cart' }),
      ],
    });
    const [rollout, nothing] = await store().linkedChanges(['rollout', 'nobody']);
    expect(rollout?.map((c) => c.id)).toEqual(['merge', 'build']);
    expect(nothing).toEqual([]);
  });

  it('finds a commit whole and short, what was built two weeks before, and no more than the fold does', async () => {
    const whole = `5be1f00${'a'.repeat(33)}`;
    const built = (id: string, time: string, identities: readonly string[], kind = 'code') =>
      change(id, time, { kind, source: { provider: 'github' }, services: [], service: undefined, environment: undefined, entities: ['acme/checkout'], identities });
    await write(store(), {
      changes: [
        built('merge', '2026-01-03T10:00:00.000Z', [`commit:${whole}`]), built('old', '2025-12-20T10:00:00.000Z', [`commit:${whole}`], 'job'), built('image', at('08:00'), ['commit:5be1f00a', 'image:acme/checkout:2', 'image:acme/checkout@sha256:2'], 'job'),
        change('rollout', at('09:00'), { kind: 'deployment', source: { provider: 'kubernetes' }, identities: ['image:acme/checkout@sha256:2'] }),
        change('hook', at('09:05'), { kind: 'custom', source: { provider: 'argocd' }, identities: ['commit:5be1f00'] }),
        built('one', at('07:00'), [`commit:1234567${'a'.repeat(33)}`]), built('two', at('07:01'), [`commit:1234567${'b'.repeat(33)}`]), change('unclear', at('09:10'), { source: { provider: 'argocd' }, identities: ['commit:1234567'] }),
      ],
    });
    const linked = await store().linkedChanges(['rollout', 'hook', 'merge', 'unclear', 'one']);
    expect(linked.map((rows) => rows.map((c) => c.id))).toEqual([['merge', 'image', 'hook'], ['merge', 'image', 'rollout'], ['old', 'image', 'rollout', 'hook'], [], []]);
    expect((await store().linkedChanges(['rollout'], { lookback: 3_600_000, linked: 7_200_000 }))[0]?.map((c) => c.id)).toEqual(['image', 'hook']);
    const known = async (identity: string, more: object = {}) => (await store().changesKnownBy({ identities: [identity], most: 9, ...more })).map((c) => c.id);
    expect(await known('commit:5be1f00')).toEqual(['hook', 'image', 'merge', 'old']);
    expect(await known(`commit:${whole}`, { kinds: ['code', 'job'], from: at('00:00') })).toEqual(['image']);
    expect(await known('commit:1234567')).toEqual(['unclear']);
    expect(await known(`commit:1234567${'a'.repeat(33)}`)).toEqual(['one']);
    expect(await known('image:acme/checkout:2')).toEqual(['image']);
    expect(await store().changesKnownBy({ identities: [], most: 9 })).toEqual([]);
  });

  it('gives the newest change of each service asked for', async () => {
    await write(store(), { changes: [change('old', at('08:00')), change('new', at('09:00')), change('staging', at('10:00'), { environment: 'staging' })] });
    const last = await store().lastChanges([{ name: 'checkout', environment: 'production' }, { name: 'nobody' }, { name: 'checkout' }]);
    expect(last.map((c) => c?.id)).toEqual(['new', undefined, 'staging']);
  });
};
