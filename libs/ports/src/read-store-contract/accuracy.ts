import { expect, it } from '@jest/globals';
import { type Feedback, hitRates, incidentId, type Incident, labelOf, rankOf, saidOf, undoneIn, undoneWhen } from '@culprit/domain';
import type { AccuracyDimension } from '../read-store-shapes.js';
import type { ReadStore } from '../read-store.js';
import { at, change, incident, suspecting, write } from './facts.js';

let count = 0;
const word = (of: string, verdict: Feedback['verdict'], changeId: string | undefined, clock: string): Feedback =>
  ({ id: `f${count++}`, incidentId: incidentId(of), ...(changeId === undefined ? {} : { changeId }), verdict, by: 'ada', at: at(clock) });

const flag = (id: string, time: string, before: unknown, after: unknown, more: object = {}) => change(id, at(time), { kind: 'feature-flag', source: { provider: 'launchdarkly' }, diff: [{ path: 'on', before, after }], ...more });

const changes = [
  change('c1', at('09:50')), change('c2', at('09:51'), { source: { provider: 'github' }, kind: 'config' }), change('pay', at('09:55'), { service: 'pay' }),
  change('rolled', at('09:58'), { phase: 'rolled-back', updatedAt: at('10:20'), phases: [{ phase: 'started', at: at('09:58') }, { phase: 'rolled-back', at: at('10:20') }] }),
  flag('on', '09:59', false, true, { service: 'cart' }), flag('off', '10:25', true, false, { service: 'cart' }),
  flag('elsewhere-on', '09:59', false, true, { service: 'mail', environment: 'staging' }), flag('mail-off', '10:25', true, false, { service: 'mail' }),
  flag('secret-on', '09:59', undefined, undefined, { service: 'search', diff: [{ path: 'key', redacted: true }] }), flag('secret-off', '10:25', undefined, undefined, { service: 'search', diff: [{ path: 'key', redacted: true }] }),
  flag('same', '09:59', 1, 1, { service: 'stock' }), flag('same-again', '10:25', 1, 1, { service: 'stock' }),
  flag('late-on', '09:59', null, 'x', { service: 'late' }), flag('late-off', '10:05', 'x', null, { service: 'late' }),
];
const [c1, c2] = changes;
const byId = (id: string) => { const found = changes.find((c) => c.id === id); if (found === undefined) throw new Error(`no change ${id}`); return found; };
const ranked = (...ids: string[]): Incident['suspects'] => ids.flatMap((id, i) => suspecting(byId(id), 0.9 - i / 10).map((s) => ({ ...s, rank: i + 1 })));
const ended = { status: 'resolved', resolvedAt: at('10:30') } as const;
const alertOf = (id: string, more: object = {}) => incident(id).alerts.map((a) => ({ ...a, ...more }));

const incidents: Incident[] = [
  incident('first', { suspects: ranked('c1', 'c2') }),
  incident('second', { suspects: ranked('c1', 'c2'), rulesVersion: '2', alerts: alertOf('second', { class: 'latency' }) }),
  incident('missed', { suspects: ranked('c1') }),
  incident('none', { services: ['pay'] }),
  incident('blamed', { suspects: ranked('c2') }),
  incident('silent', { services: ['pay'] }),
  incident('unsaid', { suspects: ranked('c1') }),
  incident('rolls', { ...ended, services: ['checkout'], suspects: ranked('rolled') }),
  incident('flags', { ...ended, services: ['cart'], suspects: ranked('c1', 'on') }),
  ...['mail', 'search', 'stock', 'late'].map((service) => incident(`weak-${service}`, { ...ended, services: [service], ...(service === 'late' ? { resolvedAt: at('11:00') } : {}) })),
  incident('unrolled', { ...ended, suspects: ranked('rolled') }),
  incident('merged', { status: 'merged', mergedInto: incidentId('first'), suspects: ranked('c1') }),
];
const feedback: Feedback[] = [
  word('first', 'dismissed', 'c1', '11:00'), word('first', 'confirmed', 'c1', '11:01'),
  word('second', 'confirmed', 'c1', '11:00'), word('second', 'dismissed', 'c1', '11:01'), word('second', 'confirmed', 'c2', '11:01'),
  word('missed', 'confirmed', 'pay', '11:00'),
  word('none', 'dismissed', undefined, '11:00'),
  word('blamed', 'confirmed', 'c2', '11:00'), word('blamed', 'dismissed', undefined, '11:01'),
  word('silent', 'dismissed', undefined, '11:00'), word('silent', 'confirmed', 'pay', '11:01'),
  word('unsaid', 'dismissed', 'c1', '11:00'),
  word('unrolled', 'dismissed', 'rolled', '11:00'),
];

/** What the domain says of the same. */
const expected = () => {
  const labelled = incidents.filter((i) => i.status !== 'merged').flatMap((one) => {
    const label = labelOf(saidOf(feedback.filter((f) => f.incidentId === one.id)), undoneIn(one, changes));
    return label === undefined ? [] : [{ one, label }];
  });
  const caused = labelled.filter(({ label }) => label.changes.length > 0);
  const silent = labelled.filter(({ one }) => one.suspects.length === 0);
  return {
    group: 'all', ...hitRates(caused.map(({ one, label }) => rankOf(one.suspects, label))), weakLabels: caused.filter(({ label }) => label.basis === 'weak').length,
    noSuspectPrecision: silent.filter(({ label }) => label.changes.length === 0).length / silent.length,
  };
};

export const accuracy = (store: () => ReadStore): void => {
  it('counts the last words, then what was undone, as the domain does', async () => {
    expect([c1?.id, c2?.id]).toEqual(['c1', 'c2']);
    await write(store(), { changes: [...changes, byId('rolled')] });
    await write(store(), { incidents: incidents.map((one, offset) => ({ offset, incident: one })), feedback });
    const by = async (dimension: AccuracyDimension, window: { from?: string; to?: string } = {}) => store().accuracy({ by: dimension, ...window });
    const groups = async (dimension: AccuracyDimension) => (await by(dimension)).map((row) => [row.group, row.labels, row.hitAt1]);

    const [all, ...others] = await by('all');
    expect(others).toEqual([]);
    const wanted = expected();
    // first, rolls at 1; second, flags at 2; missed, silent not at all
    expect(wanted).toMatchObject({ labels: 6, weakLabels: 2, hitAt1: 2 / 6, hitAt3: 4 / 6, meanReciprocalRank: 3 / 6, noSuspectPrecision: 1 / 2 });
    expect(all).toEqual({ ...wanted, meanReciprocalRank: expect.closeTo(wanted.meanReciprocalRank, 9) });

    const undone = incidents.flatMap((one) => (one.status === 'merged' ? [] : undoneWhen(one, changes).map((of) => ({ incidentId: one.id, ...of }))));
    expect(undone).toEqual(expect.arrayContaining([{ incidentId: incidentId('flags'), changeId: 'on', at: at('10:25') }, { incidentId: incidentId('rolls'), changeId: 'rolled', at: at('10:20') }]));
    const sorted = (rows: typeof undone) => [...rows].sort((a, b) => (a.incidentId + a.changeId < b.incidentId + b.changeId ? -1 : 1));
    expect(await store().undone(incidents)).toEqual(sorted(undone));
    expect(await store().undone(incidents.filter(({ id }) => id === incidentId('flags')))).toEqual(undone.filter((row) => row.incidentId === incidentId('flags')));
    expect(await store().undone([])).toEqual([]);

    expect(await groups('label')).toEqual([['confirmed', 4, 1 / 4], ['weak', 2, 1 / 2]]);
    expect(await groups('alert-class')).toEqual([['errors', 5, 2 / 5], ['latency', 1, 0]]);
    expect(await groups('rules-version')).toEqual([['1', 5, 2 / 5], ['2', 1, 0]]);
    expect(await groups('change-kind')).toEqual([['custom', 4, 2 / 4], ['config', 1, 0], ['feature-flag', 1, 0], ['no change', 0, 0]]);
    expect((await by('source')).map((row) => [row.group, row.labels])).toEqual(expect.arrayContaining([['launchdarkly', 1], ['github', 1], ['no change', 0]]));
    expect(await by('all', { from: at('10:01') })).toEqual([]);
    expect(await by('all', { from: at('10:00'), to: at('10:01') })).toEqual([all]);
  });

  it('finds what was said of an incident under an id that it had before', async () => {
    await write(store(), { changes, incidents: [{ offset: 0, incident: incident('a', { suspects: ranked('c1'), alerts: ['a', 'b'].flatMap((id) => alertOf('a', { id })) }) }], feedback: [word('b', 'confirmed', 'c1', '11:00')] });
    expect(await store().accuracy({ by: 'all' })).toMatchObject([{ labels: 1, hitAt1: 1, hitAt1Low: expect.closeTo(0.2065, 4), hitAt1High: 1 }]);
  });

  it('is nothing where nothing is known', async () => {
    await write(store(), { incidents: [{ offset: 0, incident: incident('a') }] });
    expect(await store().accuracy({ by: 'all' })).toEqual([]);
  });
};
