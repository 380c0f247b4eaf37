import { expect, it } from '@jest/globals';
import { type Change, type Feedback, hitRates, incidentId, type Incident, labelOf, rankOf, saidOf, type Label, type Undone, undoneIn } from '@culprit/domain';
import type { AccuracyDimension, AccuracyRow } from '../read-store-shapes.js';
import type { ReadStore } from '../read-store.js';
import { at, change, incident, suspecting, write } from './facts.js';

let count = 0;
const word = (of: string, verdict: Feedback['verdict'], changeId: string | undefined, clock: string): Feedback =>
  ({ id: `f${count++}`, incidentId: incidentId(of), ...(changeId === undefined ? {} : { changeId }), verdict, by: 'ada', at: at(clock) });

const changes = [
  change('c1', at('09:50')), change('c2', at('09:51'), { source: { provider: 'github' }, kind: 'config' }), change('pay', at('09:55'), { service: 'pay' }),
  change('rolled', at('09:58'), { phase: 'rolled-back', updatedAt: at('10:20'), phases: [{ phase: 'started', at: at('09:58') }, { phase: 'rolled-back', at: at('10:20') }] }),
  change('on', at('09:59'), { kind: 'feature-flag', source: { provider: 'launchdarkly' }, service: 'cart' }),
];
/** Only an incident tells of it any more. */
const gone = change('gone', at('09:40'), { kind: 'job', source: { provider: 'jenkins' } });
const known = [...changes, gone];
const [c1, c2] = changes;
const byId = (id: string) => { const found = known.find((c) => c.id === id); if (found === undefined) throw new Error(`no change ${id}`); return found; };
const ranked = (...ids: string[]): Incident['suspects'] => ids.flatMap((id, i) => suspecting(byId(id), 0.9 - i / 10).map((s) => ({ ...s, rank: i + 1 })));
const ended = { status: 'resolved', resolvedAt: at('10:30') } as const;
const undone = (...ids: string[]): { undone: Undone[] } => ({ undone: ids.map((id, i) => { const { kind, source: { provider } } = byId(id); return { changeId: id, kind, provider, at: at(`10:${25 - i}`) }; }) });
const alertOf = (id: string, more: object = {}) => incident(id).alerts.map((a) => ({ ...a, ...more }));

const incidents: Incident[] = [
  incident('first', { suspects: ranked('c1', 'c2') }),
  incident('second', { suspects: ranked('c1', 'c2'), rulesVersion: '2', alerts: alertOf('second', { class: 'latency' }) }),
  incident('missed', { suspects: ranked('c1') }),
  incident('none', { services: ['pay'] }),
  incident('blamed', { suspects: ranked('c2') }),
  incident('silent', { services: ['pay'] }),
  incident('unsaid', { suspects: ranked('c1') }),
  incident('rolls', { ...ended, services: ['checkout'], suspects: ranked('rolled'), ...undone('rolled') }),
  incident('flags', { ...ended, services: ['cart'], suspects: ranked('c1', 'on'), ...undone('on') }),
  incident('again', { services: ['cart'], suspects: ranked('on'), ...undone('on') }),
  incident('unrolled', { ...ended, suspects: ranked('rolled'), ...undone('rolled') }),
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

interface Labelled {
  readonly one: Incident;
  readonly label: Label;
}

/** What is known of each, as the domain says it. */
const labelledOf = (all: readonly Incident[], said: readonly Feedback[]): Labelled[] =>
  all.filter((i) => i.status !== 'merged').flatMap((one) => {
    const label = labelOf(saidOf(said.filter((f) => f.incidentId === one.id)), undoneIn(one));
    return label === undefined ? [] : [{ one, label }];
  });

/** What is right of all whose cause is known: also of those that no change did, where any suspect is wrong. */
const rightsOf = (labelled: readonly Labelled[]): Pick<AccuracyRow, 'noChangeLabels' | 'noSuspectRecall' | 'suspectPrecision' | 'useful'> => {
  const isRight = ({ one, label }: Labelled): boolean => (label.changes.length === 0 ? one.suspects.length === 0 : rankOf(one.suspects, label) === 1);
  const share = (of: readonly Labelled[]): number => of.filter(isRight).length / of.length;
  const [causeless, suspected] = [labelled.filter(({ label }) => label.changes.length === 0), labelled.filter(({ one }) => one.suspects.length > 0)];
  return {
    noChangeLabels: causeless.length, useful: share(labelled),
    ...(causeless.length === 0 ? {} : { noSuspectRecall: share(causeless) }),
    ...(suspected.length === 0 ? {} : { suspectPrecision: share(suspected) }),
  };
};

/** One group's row of the same, counted by the domain. */
const rowOf = (group: string, labelled: readonly Labelled[]): AccuracyRow => {
  const caused = labelled.filter(({ label }) => label.changes.length > 0);
  const silent = labelled.filter(({ one }) => one.suspects.length === 0);
  return {
    group, ...hitRates(caused.map(({ one, label }) => rankOf(one.suspects, label))), weakLabels: caused.filter(({ label }) => label.basis === 'weak').length,
    ...rightsOf(labelled),
    ...(silent.length === 0 ? {} : { noSuspectPrecision: silent.filter(({ label }) => label.changes.length === 0).length / silent.length }),
  };
};

/** What was undone the incident itself tells; of what people say, as far as it is no longer kept. */
const truthOf = ({ one, label: { basis, changes: [first] } }: Labelled): Pick<Change, 'kind' | 'source'> | undefined => {
  const told = basis === 'weak' ? one.undone?.find(({ changeId }) => changeId === first) : undefined;
  if (told !== undefined) return { kind: told.kind, source: { provider: told.provider } };
  return changes.find(({ id }) => id === first) ?? one.suspects.find((s) => s.change.id === first)?.change;
};

const groupOf: Readonly<Record<AccuracyDimension, (labelled: Labelled) => string>> = {
  all: () => 'all',
  source: (labelled) => (labelled.label.changes.length === 0 ? 'no change' : truthOf(labelled)?.source.provider ?? 'unknown'),
  'change-kind': (labelled) => (labelled.label.changes.length === 0 ? 'no change' : truthOf(labelled)?.kind ?? 'unknown'),
  'alert-class': ({ one }) => one.alerts[0]?.class ?? '',
  'rules-version': ({ one }) => one.rulesVersion,
  label: ({ label }) => label.basis,
};
const dimensions = Object.keys(groupOf) as AccuracyDimension[];

const rowsOf = (by: AccuracyDimension, labelled: readonly Labelled[]): AccuracyRow[] =>
  [...new Set(labelled.map(groupOf[by]))].map((group) => rowOf(group, labelled.filter((one) => groupOf[by](one) === group))).sort((a, b) => b.labels - a.labels || (a.group < b.group ? -1 : 1));

/** Numbers that are added up in another order differ in their last digits. */
const rounded = (rows: readonly AccuracyRow[]): object[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]: [string, unknown]) => [key, typeof value === 'number' ? Number(value.toFixed(9)) : value])));

/** Incidents and words at random, the same each time. */
const mixed = (): { readonly incidents: Incident[]; readonly feedback: Feedback[] } => {
  let state = 1;
  const upTo = (n: number): number => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor((state / 2_147_483_648) * n); };
  const one = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;
  const picked = (most: number): string[] => [...new Set(Array.from({ length: upTo(most + 1) }, () => one(known).id))];
  const names = Array.from({ length: 150 }, (_, n) => `mixed-${n}`);
  return {
    incidents: names.map((name) => incident(name, {
      services: [one(['checkout', 'cart', 'pay', 'late'])], suspects: ranked(...picked(5)), rulesVersion: one(['1', '2']), alerts: alertOf(name, { class: one(['errors', 'latency', 'crash']) }),
      ...one([{}, ended, ended, { status: 'merged' as const, mergedInto: incidentId('first') }]), ...one([{}, undone(...picked(3))]),
    })),
    feedback: names.flatMap((name) => Array.from({ length: upTo(5) }, () => word(name, one(['confirmed', 'dismissed', 'dismissed']), one([...known.map(({ id }) => id), 'gone', undefined]), `11:0${upTo(3)}`)))
      // to confirm nothing says nothing
      .filter(({ verdict, changeId }) => verdict === 'dismissed' || changeId !== undefined),
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
    const wanted = rowOf('all', labelledOf(incidents, feedback));
    // first, rolls at 1; second, flags at 2; missed, silent not at all
    expect(wanted).toMatchObject({ labels: 6, weakLabels: 2, hitAt1: 2 / 6, hitAt3: 4 / 6, meanReciprocalRank: 3 / 6, noSuspectPrecision: 1 / 2 });
    // of none and blamed no change did it, and blamed names one: that is as wrong as a wrong one
    expect(wanted).toMatchObject({ noChangeLabels: 2, noSuspectRecall: 1 / 2, suspectPrecision: 2 / 6, useful: 3 / 8 });
    expect(all).toEqual({ ...wanted, meanReciprocalRank: expect.closeTo(wanted.meanReciprocalRank, 9) });

    expect(await groups('label')).toEqual([['confirmed', 4, 1 / 4], ['weak', 2, 1 / 2]]);
    expect(await groups('alert-class')).toEqual([['errors', 5, 2 / 5], ['latency', 1, 0]]);
    expect(await groups('rules-version')).toEqual([['1', 5, 2 / 5], ['2', 1, 0]]);
    expect(await groups('change-kind')).toEqual([['custom', 4, 2 / 4], ['config', 1, 0], ['feature-flag', 1, 0], ['no change', 0, 0]]);
    expect((await by('source')).map((row) => [row.group, row.labels])).toEqual(expect.arrayContaining([['launchdarkly', 1], ['github', 1], ['no change', 0]]));
    expect(await by('all', { from: at('10:01') })).toEqual([]);
    expect(await by('all', { from: at('10:00'), to: at('10:01') })).toEqual([all]);
  });

  it('counts each group of each dimension as the domain does, whatever was said, undone, dismissed or is no longer kept', async () => {
    const some = mixed();
    await write(store(), { changes, incidents: some.incidents.map((one, offset) => ({ offset, incident: one })), feedback: some.feedback });
    const labelled = labelledOf(some.incidents, some.feedback);
    const sorts = labelled.map(({ label }) => `${label.basis} ${Math.min(label.changes.length, 2)}`);
    expect([...new Set(sorts)].sort()).toEqual(['confirmed 0', 'confirmed 1', 'confirmed 2', 'weak 1', 'weak 2']);
    for (const by of dimensions) expect([by, rounded(await store().accuracy({ by }))]).toEqual([by, rounded(rowsOf(by, labelled))]);
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
