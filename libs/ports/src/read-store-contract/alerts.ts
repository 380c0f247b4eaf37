import { expect, it } from '@jest/globals';
import { episodesOf } from '@culprit/domain';
import type { ReadStore } from '../read-store.js';
import { NOW, alert, at, ids, nodes, write } from './facts.js';

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
};
