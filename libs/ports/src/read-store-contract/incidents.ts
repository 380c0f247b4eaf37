import { expect, it } from '@jest/globals';
import { incidentId } from '@culprit/domain';
import type { ReadStore } from '../read-store.js';
import { alert, at, change, ids, incident, service, suspecting, write } from './facts.js';

const feedback = (id: string, of: string, time: string) => ({ id, incidentId: of, verdict: 'dismissed', by: 'ada', at: time }) as const;

export const incidents = (store: () => ReadStore): void => {
  it('reads the highest revision, then the later offset, whatever came last', async () => {
    const write1 = (revision: number, offset: number, title: string) => write(store(), { incidents: [{ offset, incident: incident('a', { revision, title }) }] });
    await write1(2, 10, 'second');
    await write1(1, 11, 'zombie');
    expect(await store().incident(incidentId('a'))).toMatchObject({ revision: 2, title: 'second' });
    await write1(2, 12, 'second again');
    await write1(2, 9, 'second before');
    expect(await store().incident(incidentId('a'))).toMatchObject({ revision: 2, title: 'second again' });
  });

  it('finds an incident by every id ever published for it', async () => {
    const holding = (...alerts: string[]) => incident('x').alerts.flatMap((a) => alerts.map((id) => ({ ...a, id })));
    await write(store(), {
      incidents: [
        { offset: 0, incident: incident('early', { alerts: holding('early', 'late'), title: 'whole' }) },
        { offset: 1, incident: incident('late', { status: 'merged', mergedInto: incidentId('early'), revision: 2 }) },
        { offset: 2, incident: incident('later', { status: 'merged', mergedInto: incidentId('late'), alerts: holding('later') }) },
      ],
    });
    for (const alert of ['early', 'late', 'later']) expect(await store().incident(incidentId(alert))).toMatchObject({ title: 'whole' });
    expect(await store().incident('nobody')).toBeUndefined();
    expect(ids(await store().incidents({}, { first: 10 }))).toEqual([incidentId('early')]);
    expect(ids(await store().incidents({ status: 'merged' }, { first: 10 }))).toHaveLength(2);
    await write(store(), { feedback: [feedback('f2', incidentId('late'), at('11:00')), feedback('f1', incidentId('early'), at('10:30')), feedback('other', 'x', at('10:30'))] });
    expect((await store().feedback([incidentId('early')])).map((f) => [f.id, f.askedFor === incidentId('early')])).toEqual([['f1', true], ['f2', true]]);
  });

  it('finds an id that was never written here, by the alert it names', async () => {
    await write(store(), { incidents: [{ offset: 0, incident: incident('a', { alerts: ['a', 'b'].map((id) => ({ ...incident('x').alerts[0]!, id })) }) }] });
    expect(await store().incident(incidentId('b'))).toMatchObject({ id: incidentId('a') });
  });

  it('finds it by an alert that once was its first and later joined an episode that began earlier', async () => {
    await write(store(), { alerts: [alert('late', { startsAt: at('10:05') }), alert('early', { startsAt: at('10:00') })], incidents: [{ offset: 0, incident: incident('early') }] });
    expect(await store().incident(incidentId('late'))).toMatchObject({ id: incidentId('early') });
    expect(await store().incident(incidentId('nobody'))).toBeUndefined();
  });

  it('knows every filter and pages', async () => {
    const suspect = change('c', at('09:50'));
    await write(store(), {
      services: [service('cart', { owner: 'team-a', system: 'shop', source: 'catalog' })],
      incidents: [
        { offset: 0, incident: incident('a', { suspects: suspecting(suspect, 0.8) }) },
        { offset: 1, incident: incident('b', { services: ['cart'], severity: 'critical', openedAt: at('11:00') }) },
        { offset: 2, incident: incident('c', { environment: 'staging', status: 'resolved', openedAt: at('11:30') }) },
      ],
    });
    const [a, b, c] = ['a', 'b', 'c'].map(incidentId);
    const found = async (filter: Parameters<ReadStore['incidents']>[0]): Promise<string[]> => ids(await store().incidents(filter, { first: 10 }));
    expect(await found({})).toEqual([c, b, a]);
    expect(await found({ services: ['cart'] })).toEqual([b]);
    expect(await found({ owners: ['team-a'] })).toEqual([b]);
    expect(await found({ systems: ['nowhere'] })).toEqual([]);
    expect(await found({ environment: 'staging' })).toEqual([c]);
    expect(await found({ status: 'open' })).toEqual([b, a]);
    expect(await found({ severities: ['critical'] })).toEqual([b]);
    expect(await found({ hasSuspect: true })).toEqual([a]);
    expect(await found({ hasSuspect: false })).toEqual([c, b]);
    expect(await found({ minProbability: 0.9 })).toEqual([]);
    expect(await found({ from: at('11:00'), to: at('11:30') })).toEqual([b]);
    const page = await store().incidents({}, { first: 2 });
    expect([page.hasNextPage, ids(await store().incidents({}, { first: 2, after: page.items[1]?.cursor }))]).toEqual([true, [a]]);
    expect((await store().incidentsOfChanges(['nobody', 'c'], { first: 5 })).map(ids)).toEqual([[], [a]]);
    const of = async (paging: { first: number; after?: string | undefined }) => store().incidentsOfServices([{ name: 'checkout', environment: 'production' }, { name: 'checkout' }, { name: 'cart' }, { name: 'nobody' }], paging);
    expect((await of({ first: 5 })).map(ids)).toEqual([[a], [c, a], [b], []]);
    const [, first] = await of({ first: 1 });
    expect([first?.hasNextPage, first === undefined ? [] : ids(first)]).toEqual([true, [c]]);
    expect((await of({ first: 1, after: first?.items[0]?.cursor })).map((found) => [ids(found), found.hasNextPage])).toEqual([[[a], false], [[a], false], [[b], false], [[], false]]);
    expect(await store().incidentsOfServices([], { first: 5 })).toEqual([]);
  });
};
