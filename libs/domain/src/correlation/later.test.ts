import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const graph = [calls('front', 'cart'), calls('cart', 'pay')];
/** An alert that fires on and on, of something nearby, to which what comes later is joined. */
const before = firing('old', 'f0', 'front', at('10:00'));
const weighedOf = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of [...graph, before, ...events]) fold.add(event);
  const [judged, ...others] = fold.incidents('production');
  expect(others).toEqual([]);
  return { body: judged?.body, ranked: judged?.verdict.ranked ?? [] };
};
const ids = (...events: CulpritEvent[]): string[] => weighedOf(...events).ranked.flatMap(({ candidate }) => candidate.changes.map(({ id }) => id));

describe('a change after the incident opened', () => {
  const deploy = change('c', 'pay', at('10:05'), { actor: { name: 'ada', kind: 'human' } });

  it('is suspected of what alerts since, and only of that', () => {
    const { body, ranked } = weighedOf(deploy, firing('n', 'f1', 'pay', at('10:07')));
    expect(ranked[0]?.candidate.explained.map((e) => e.service)).toEqual(['pay']);
    const reason = (signal: string) => body?.suspects[0]?.reasons.find((r) => r.signal === signal);
    expect(reason('time')?.sentence).toBe('ada\'s "Deploy pay", 2 minutes before pay alerted');
    expect(reason('coverage')?.contribution).toBe(0.693147);
    expect(reason('veto')).toMatchObject({ sentence: '1 of the 2 services that it would explain had alerted before it was made', contribution: -0.5 });
  });

  const weight = (...events: CulpritEvent[]): number => {
    const alone = (later: number): number => {
      const fold = createFold({ ...testRules, score: { ...testRules.score, explainAwayWithin: 180_000, time: { ...testRules.score.time, later } } });
      for (const event of [...graph, ...events]) fold.add(event);
      return fold.incidents('production').at(-1)?.body.suspects[0]?.reasons.find((r) => r.signal === 'time')?.contribution ?? Number.NaN;
    };
    return alone(-1) - alone(0);
  };
  const since = firing('n', 'f1', 'pay', at('10:07'));

  it('is not the first to be suspected: what opened the incident did most of it', () => {
    expect(weight(before, deploy, firing('n', 'f1', 'cart', at('10:07')))).toBeCloseTo(-1, 5);
    expect(weight(before, firing('own', 'f2', 'pay', at('10:02')), deploy, since)).toBeCloseTo(-1, 5);
  });

  it('is so also where its own service fails only since, once several others alert: one may be anything, several are an incident', () => {
    expect(weight(before, firing('more', 'f3', 'cart', at('10:01')), deploy, since)).toBeCloseTo(-1, 5);
    expect(weight(before, firing('more', 'f3', 'front', at('10:01')), deploy, since)).toBeGreaterThan(-0.9);
  });

  it('is suspected the more, the less what alerted before says: another service, when its own fails only since; what alerts all the time; what was over', () => {
    const apart = (minutes: number): number => -0.4 - 0.6 * Math.exp(-minutes / 3);
    expect(weight(before, deploy, since)).toBeCloseTo(apart(7), 5);
    expect(weight(before, deploy, firing('n', 'f1', 'pay', at('10:07'), { class: 'latency' }))).toBeCloseTo(-1, 5);
    expect(weight(before, change('c', 'pay', at('10:09'), { actor: { kind: 'human' } }), firing('n', 'f1', 'pay', at('10:10')))).toBeCloseTo(apart(10), 5);
    const goesOn = [before, firing('on', 'f3', 'front', at('10:09')), firing('on2', 'f4', 'front', at('10:18'))];
    expect(weight(...goesOn, change('c', 'pay', at('10:20')), firing('n', 'f1', 'pay', at('10:22')))).toBeCloseTo(-0.8, 5);
    const habit = Array.from({ length: testRules.score.habit.half }, (_, i) => [firing(`h${i}`, 'f0', 'front', at(`0${i % 10}:00`)), resolved(`e${i}`, 'f0', at(`0${i % 10}:01`))]).flat();
    expect(weight(...habit, before, deploy, firing('n', 'f1', 'cart', at('10:07')))).toBeCloseTo(-1 / (1 + habit.length / 2 / testRules.score.habit.half), 5);
    const withOver = (clock: string): number => weight(before, resolved('e', 'f0', at(clock)), deploy, firing('n', 'f1', 'cart', at('10:07')));
    expect(withOver('10:05')).toBeCloseTo(-1, 5);
    expect(withOver('10:02')).toBeCloseTo(-Math.exp(-1), 5);
  });

  it('is hardly one where clocks may be so far apart', () => {
    for (const [clock, share] of [['10:00', 0], ['10:00:01', 1 / 120], ['10:01', 0.5], ['10:02', 1]] as const) expect(weight(before, change('c', 'front', at(clock)))).toBeCloseTo(-share, 3);
  });

  it('is none where nothing that it leads to has begun since', () => {
    expect(ids(deploy)).toEqual([]);
    expect(ids(change('c', 'front', at('10:05')), firing('n', 'f1', 'pay', at('10:07')))).toEqual([]);
    expect(ids(change('c', 'pay', at('10:10')), firing('n', 'f1', 'pay', at('10:07')))).toEqual([]);
    expect(ids(change('c', 'pay', at('10:07:10')), firing('n', 'f1', 'pay', at('10:07')))).toEqual(['c']);
  });

  it('is not suspected of what alerts around its service, where that was in trouble already: only of more trouble of its own', () => {
    const trouble = firing('own', 'f1', 'pay', at('10:02'));
    const callers = [firing('n', 'f2', 'cart', at('10:06')), firing('m', 'f3', 'front', at('10:07'))];
    expect(ids(trouble, deploy, ...callers)).toEqual([]);
    expect(ids(deploy, ...callers)).toEqual(['c']);
    expect(ids(firing('own', 'f1', 'pay', at('10:02'), { class: 'traffic-loss' }), deploy, ...callers)).toEqual(['c']);
    // nobody knows of what it tells, so it is no trouble that its callers would feel
    expect(ids(firing('own', 'f1', 'pay', at('10:02'), { class: 'other' }), deploy, ...callers)).toEqual(['c']);
    expect(ids(trouble, resolved('e', 'f1', at('10:02:20')), deploy, ...callers)).toEqual(['c']);
    const { ranked: [worse] } = weighedOf(trouble, deploy, ...callers, firing('crash', 'f4', 'pay', at('10:06'), { class: 'crash' }));
    expect(worse?.candidate.explained.map((e) => e.service)).toEqual(['pay']);
  });

  it('is not suspected of what only fires again', () => {
    const flapping = [resolved('e', 'f0', at('10:06')), firing('again', 'f0', 'front', at('10:08'))];
    expect(ids(change('c', 'front', at('10:07')), ...flapping)).toEqual([]);
    expect(ids(change('c', 'front', at('10:07')), ...flapping, firing('n', 'f1', 'front', at('10:09')))).toEqual(['c']);
  });

  it('is suspected of what fires again after all was well, as far as clocks agree on what was first', () => {
    const again = [resolved('e', 'f0', at('10:06')), firing('again', 'f0', 'front', at('10:12'))];
    expect([at('10:05:30'), at('10:06'), at('10:07')].map((clock) => ids(change('c', 'front', clock), ...again))).toEqual([[], ['c'], ['c']]);
  });

  it('was made while its service was in trouble already where that is sure, whatever the clocks', () => {
    const callers = [firing('n', 'f2', 'cart', at('10:06')), firing('m', 'f3', 'front', at('10:07'))];
    expect(['10:02:59', '10:03:01'].map((clock) => ids(firing('own', 'f1', 'pay', at(clock)), deploy, ...callers))).toEqual([[], ['c']]);
  });

  it('is none once the incident is so old that it takes nothing but its own', () => {
    const back = (day: string, clock: string): string[] => ids(resolved('e', 'f0', at('08:00', day)), firing('again', 'f0', 'front', at('08:08', day)), change('c', 'front', at(clock, day)));
    expect(back('2026-01-16', '08:05')).toEqual(['c']);
    expect(back('2026-01-17', '08:05')).toEqual([]);
  });

  it('is no autoscaler that answers to it', () => {
    const scaled = change('c', 'front', at('10:01'), { kind: 'scaling', actor: { kind: 'autoscaler' } });
    expect(ids(scaled)).toEqual(['c']); // within what clocks may be apart
    expect(ids({ ...scaled, event: { ...scaled.event, occurredAt: at('10:04') } } as CulpritEvent)).toEqual([]);
  });

  it('is weighed with the merge that led to it, and not apart from what was begun before', () => {
    const commit = { identities: ['commit:1'] };
    const merge = change('m', undefined, at('09:50'), { kind: 'code', entities: ['acme/pay'], ...commit });
    const since = firing('n', 'f1', 'pay', at('10:07'));
    expect(ids(merge, change('c', 'pay', at('10:05'), commit), since)).toEqual(['c', 'm']);
    expect(ids(change('first', 'pay', at('09:58'), commit), change('c', 'pay', at('10:05'), commit), since)).toEqual(['first']);
  });

  it('may be of a place alone', () => {
    const [inA, inB] = [{ cluster: 'a' }, { cluster: 'b' }];
    const node = said('change', { id: 'node', kind: 'infrastructure', occurredAt: at('10:05'), scope: { clusters: ['b'] } });
    expect(ids(node, firing('n', 'f1', 'pay', at('10:07'), inB))).toEqual(['node']);
    expect(ids(node, firing('n', 'f1', 'pay', at('10:07'), inA))).toEqual([]);
    expect(ids(node, firing('n', 'f1', 'pay', at('10:02'), inB), firing('o', 'f2', 'cart', at('10:07'), inA))).toEqual([]);
  });

  it('counts back from the newest alert, so many of each class of kinds', () => {
    const many = Array.from({ length: 12 }, (_, i) => change(`c${String(i).padStart(2, '0')}`, 'pay', at(`10:${String(i + 3).padStart(2, '0')}`)));
    const found = ids(...many, firing('near', 'f1', 'cart', at('10:09')), firing('n', 'f2', 'pay', at('10:16')));
    expect(found.sort()).toEqual(many.slice(2).map((c) => (c.event as { id: string }).id));
  });

  it('is no surprise to what "no change did it" competes with', () => {
    const quiet = weighedOf(firing('n', 'f1', 'pay', at('10:07')));
    const busy = weighedOf(firing('n', 'f1', 'pay', at('10:07')), change('c', 'pay', at('10:06')));
    expect(busy.body?.noChangeProbability).toBeLessThan(quiet.body?.noChangeProbability ?? 0);
  });
});

/** More and more of it alerts, until 10:40. */
const chain = [8, 16, 24, 32, 40].map((minute) => firing(`n${minute}`, `g${minute}`, 'cart', at(`10:${String(minute).padStart(2, '0')}`)));

describe('what others say that it began after the incident opened', () => {
  const page = (clock: string): CulpritEvent => change('page', 'pay', at(clock), { kind: 'third-party' });
  const told = (...events: CulpritEvent[]) => weighedOf(...events).ranked.map(({ candidate: { toldAfter = 0 } }) => toldAfter);

  it('may have begun before for as long as others are late, and is then no later change', () => {
    expect(['10:02', '10:02:01', '10:30', '10:30:01'].map((clock) => told(page(clock)))).toEqual([[0], [121_000], [1_800_000], []]);
    // whatever would weigh more
    expect(told(...chain, page('10:29'), firing('n', 'f1', 'pay', at('10:29:30')))).toEqual([1_740_000]);
    expect(told(...chain, page('10:31'), firing('n', 'f1', 'pay', at('10:31:30')))).toEqual([0]);
  });

  it('is what was there at the opening where clocks may be so far apart, though it goes on for as long as others are late', () => {
    const fold = createFold({ ...testRules, fold: { ...testRules.fold, toldLate: 7_200_000 } });
    const scope = { clusters: ['eu-1'] };
    const region = said('change', { id: 'region', kind: 'third-party', occurredAt: at('10:01'), scope, phase: 'started', phases: [{ phase: 'started', at: at('11:10') }] });
    for (const event of [firing('a', 'f', 'front', at('10:00'), { cluster: 'eu-1' }), region]) fold.add(event);
    const ranked = fold.incidents('production')[0]?.verdict.ranked ?? [];
    expect(ranked.map(({ candidate: { changes: [lead], toldAfter } }) => [lead.id, toldAfter])).toEqual([['region', undefined]]);
  });
});

describe('what comes to light late', () => {
  /** Whom an incident suspects that was asked before, and one that is asked at the end only. */
  const both = (alerts: readonly CulpritEvent[], late: CulpritEvent): (readonly string[] | undefined)[] =>
    [true, false].map((asks) => {
      const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 } });
      for (const event of [...graph, before, ...alerts]) fold.add(event);
      if (asks) fold.incidents('production');
      fold.add(late);
      return fold.incidents('production')[0]?.body.suspects.flatMap(({ changeIds }) => changeIds);
    });

  it('is heard as far as it may be the cause: what others tell, and what is newer than the last alert by what clocks may be apart', () => {
    expect(both([], change('c', 'pay', at('10:29'), { kind: 'third-party' }))).toEqual([['c'], ['c']]);
    expect(both(chain, change('c', 'cart', at('10:41')))).toEqual([['c'], ['c']]);
  });
});
