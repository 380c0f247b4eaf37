import { expect, it } from '@jest/globals';
import { episodesOf, type Alert } from '@culprit/domain';
import type { ReadStore } from '../read-store.js';
import { NOW, alert, at, everyPage, ids, nodes, write } from './facts.js';

export const alerts = (store: () => ReadStore): void => {
  it('reads episodes, as the domain folds them', async () => {
    const said = [
      alert('a1', { startsAt: at('09:00'), severity: 'medium' }),
      alert('a2', { startsAt: at('09:05'), severity: 'critical' }),
      alert('a3', { status: 'acknowledged', startsAt: at('09:00'), updatedAt: at('09:06') }),
      alert('a4', { status: 'resolved', endsAt: at('09:10'), startsAt: at('09:00') }),
      alert('a5', { status: 'resolved', endsAt: at('09:20'), startsAt: at('09:00') }),
      alert('a6', { startsAt: at('09:30'), expiresAfter: 'PT10M' }),
      alert('a7', { startsAt: at('09:35'), expiresAfter: 'PT10M' }),
      alert('a8', { startsAt: at('10:30'), expiresAfter: 'PT10M' }),
      alert('a9', { startsAt: at('11:55'), expiresAfter: 'PT10M' }),
      alert('b1', { startsAt: at('11:00'), environment: 'staging' }),
      alert('g1', { startsAt: at('11:01'), fingerprint: 'g', service: 'cart', severity: 'low' }),
    ];
    await write(store(), { alerts: [...said].reverse() });
    await write(store(), { alerts: said.slice(2, 7) });
    const rows = nodes(await store().alerts({}, { first: 50 }, NOW));
    const want = ['production f', 'staging f', 'production g']
      .flatMap((key) => episodesOf(said.filter((a) => `${a.environment} ${a.fingerprint}` === key), NOW))
      .sort((a, b) => (a.startsAt < b.startsAt ? 1 : -1));
    expect(rows.map((row) => [row.id, row.startsAt, row.endsAt, row.severity, row.status])).toEqual(
      want.map((e) => [e.id, e.startsAt, e.endsAt, e.severity, e.endsAt !== undefined ? 'resolved' : e.acknowledged ? 'acknowledged' : 'firing']),
    );
    expect(rows.map((row) => row.id)).toEqual(['a9', 'g1', 'b1', 'a8', 'a6', 'a1']);
    expect(rows.at(-1)).toMatchObject({ service: 'checkout', services: ['checkout'], title: 'alert on checkout', fingerprint: 'f' });
  });

  it('takes that an alert fires and that it ended for two facts, also under one id', async () => {
    await write(store(), { alerts: [alert('a', { status: 'resolved', startsAt: at('09:00'), endsAt: at('09:10') }), alert('a', { startsAt: at('09:00') })] });
    expect(nodes(await store().alerts({}, { first: 5 }, NOW)).map((a) => [a.id, a.startsAt, a.endsAt, a.status])).toEqual([['a', at('09:00'), at('09:10'), 'resolved']]);
  });

  it('knows every filter and pages', async () => {
    await write(store(), {
      alerts: [
        alert('a', { startsAt: at('09:00') }),
        alert('a end', { status: 'resolved', endsAt: at('09:10') }),
        alert('b', { startsAt: at('10:00'), fingerprint: 'g', service: 'cart', cluster: 'eu-1', severity: 'low' }),
        alert('c', { startsAt: at('11:00'), fingerprint: 'h', environment: 'staging' }),
      ],
    });
    const found = async (filter: Parameters<ReadStore['alerts']>[0]): Promise<string[]> => ids(await store().alerts(filter, { first: 10 }, NOW));
    expect(await found({})).toEqual(['c', 'b', 'a']);
    expect(await found({ services: ['cart'] })).toEqual(['b']);
    expect(await found({ environment: 'production' })).toEqual(['b', 'a']);
    expect(await found({ cluster: 'eu-1' })).toEqual(['b']);
    expect(await found({ status: 'resolved' })).toEqual(['a']);
    expect(await found({ severities: ['low', 'critical'] })).toEqual(['b']);
    expect(await found({ ids: ['a', 'c'] })).toEqual(['c', 'a']);
    expect(await found({ from: at('09:05'), to: at('09:30') })).toEqual(['a']);
    expect(await found({ from: at('09:11'), to: at('09:30') })).toEqual([]);
    const page = await store().alerts({}, { first: 2 }, NOW);
    expect([page.hasNextPage, ids(await store().alerts({}, { first: 2, after: page.items[1]?.cursor }, NOW))]).toEqual([true, ['a']]);
  });

  it('ends an episode by an end of the very instant of its start, and not by one that ended what ran before', async () => {
    await write(store(), {
      alerts: [
        alert('own', { startsAt: at('09:00'), fingerprint: 'own' }), alert('own end', { status: 'resolved', endsAt: at('09:00'), fingerprint: 'own' }),
        alert('one', { startsAt: at('09:00'), fingerprint: 'next' }), alert('one end', { status: 'resolved', endsAt: at('09:10'), fingerprint: 'next' }),
        alert('two', { startsAt: at('09:10'), fingerprint: 'next' }),
      ],
    });
    expect(nodes(await store().alerts({}, { first: 9 }, NOW)).map((a) => [a.id, a.status, a.endsAt])).toEqual([['two', 'firing', undefined], ['own', 'resolved', at('09:00')], ['one', 'resolved', at('09:10')]]);
  });

  it('reads the episodes that the domain folds, of whatever was said in whatever order and at whatever instants', async () => {
    const count = process.env['CULPRIT_LONG'] === '1' ? 4000 : 400;
    const stories = Array.from({ length: count }, (_, n) => anyStory(n));
    await write(store(), { alerts: stories.flat() });
    const want = stories.flatMap((said) => episodesOf(said, NOW).map((e) => [e.fingerprint, e.id, e.startsAt, e.endsAt, e.severity, e.endsAt !== undefined ? 'resolved' : e.acknowledged ? 'acknowledged' : 'firing']));
    const rows = await everyPage((after) => store().alerts({}, { first: 1000, after }, NOW));
    const inOrder = (list: unknown[][]): string[] => list.map((row) => JSON.stringify(row)).sort();
    expect(inOrder(rows.map((a) => [a.fingerprint, a.id, a.startsAt, a.endsAt, a.severity, a.status]))).toEqual(inOrder(want));
  });
};

/** What one fingerprint said, made of a number: few instants, so that much happens at one. Who acknowledges says when it began, which is first of all. */
const anyStory = (seed: number): Alert[] => {
  let state = (seed + 1) * 2_654_435_761;
  const pick = <T>(list: readonly [T, ...T[]]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)] ?? list[0];
  };
  const lapses = pick([{}, {}, { expiresAfter: 'PT1M' }, { expiresAfter: 'PT90S' }, { expiresAfter: 'PT24H' }] as const);
  return Array.from({ length: pick([1, 2, 3, 4, 5, 6] as const) }, (_, n) => {
    const status = pick(['firing', 'firing', 'acknowledged', 'resolved', 'resolved'] as const);
    const time = at(`09:0${pick([0, 1, 2, 3] as const)}`);
    const times = status === 'firing' ? { startsAt: time } : status === 'resolved' ? { endsAt: time } : { startsAt: at('09:00'), updatedAt: time };
    return alert(`s${seed}-${n}`, { fingerprint: `s${seed}`, status, ...times, severity: pick(['low', 'critical'] as const), ...lapses });
  });
};
