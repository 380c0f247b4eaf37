import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../events/canonical.js';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { createFold, type Fold } from './fold.js';

// What alerts at the same moment in other incidents, and calls the same.

const rules = { ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, coverage: { ...testRules.score.coverage, beside: 1 } } };
const fan = [...['web', 'api', 'pay'].map((name) => calls(name, 'db')), calls('far', 'other')];
const folded = (events: readonly CulpritEvent[]): Fold => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  return fold;
};
const answer = (fold: Fold): string => canonicalJson(fold.environments().flatMap((e) => fold.incidents(e).map(({ body }) => body)));
const pool = change('pool', 'db', at('09:55'));
const alert = (service: string, clock: string, alertClass = 'errors'): CulpritEvent => firing(`a-${service}`, `f-${service}`, service, at(clock), { class: alertClass });

describe('what alerts at the same moment in another incident', () => {
  const reasons = (events: readonly CulpritEvent[], of = 'web') => folded([...fan, pool, ...events]).incidents('production').find(({ body }) => body.services.includes(of))?.body.suspects.find((s) => s.changeIds.includes('pool'))?.reasons;
  const said = (...events: CulpritEvent[]) => reasons(events)?.find((r) => r.signal === 'beside');

  it('speaks for a change of what both call, whichever alerted first', () => {
    const sentence = 'api, which calls db, alerts at the same time in another incident';
    expect(said(alert('web', '10:00'), alert('api', '10:03'))).toMatchObject({ sentence, contribution: expect.closeTo(Math.log1p(1 / 2), 5) });
    expect(said(alert('web', '10:03'), alert('api', '10:00'))?.sentence).toBe(sentence);
    expect(said(alert('web', '10:03'), alert('api', '10:00'), alert('pay', '10:05'))?.sentence).toBe('api and pay, which call db, alert at the same time in other incidents');
  });

  it('is nobody who alerts much earlier or later, calls something else, only lost its traffic, or alerts all the time', () => {
    expect(said(alert('web', '10:00'))).toBeUndefined();
    expect(said(alert('web', '10:00'), alert('far', '10:01'))).toBeUndefined();
    expect(said(alert('web', '10:00'), alert('api', '10:11'))).toBeUndefined();
    expect(said(alert('web', '10:11'), alert('api', '10:00'))).toBeUndefined();
    expect(said(alert('web', '10:00'), alert('api', '10:03', 'traffic-loss'))).toBeUndefined();
    const before = ['05', '06', '07', '08', '09'].flatMap((hour) => [firing(`n${hour}`, 'f-api', 'api', at(`${hour}:00`)), resolved(`r${hour}`, 'f-api', at(`${hour}:10`))]);
    expect(said(...before, alert('web', '10:00'), alert('api', '10:03'))?.contribution).toBeCloseTo(Math.log1p(0.5 / 2), 5);
  });

  it('says the less of what it calls, the further that is away, as within an incident', () => {
    const fold = createFold({ ...rules, score: { ...rules.score, coverage: { ...rules.score.coverage, byHops: [1, 1, 0.5] } } });
    for (const event of [calls('web', 'db'), calls('api', 'store'), calls('store', 'db'), pool, alert('web', '10:00'), alert('api', '10:03')]) fold.add(event);
    const [incident] = fold.incidents('production');
    expect(incident?.body.suspects[0]?.reasons.find((r) => r.signal === 'beside')?.contribution).toBeCloseTo(Math.log1p(0.5 / 2), 5);
  });

  it('counts once where it is one incident', () => {
    const all = reasons([alert('web', '10:00'), alert('api', '10:03'), alert('db', '10:04')]);
    expect(all?.find((r) => r.signal === 'beside')).toBeUndefined();
    expect(all?.find((r) => r.signal === 'coverage')?.sentence).toBe('it would explain all 3 services that alert');
  });

  it('is the same in whatever order it is told and asked', () => {
    const alerts = fc.uniqueArray(fc.record({ service: fc.constantFrom('web', 'api', 'pay', 'far', 'db'), minute: fc.nat({ max: 29 }), lost: fc.boolean(), ends: fc.boolean() }), { selector: ({ service, minute }) => `${service} ${minute}`, maxLength: 6 });
    const told = alerts.map((all) => [...fan, pool, change('own', 'web', at('09:58')), ...all.flatMap(({ service, minute, lost, ends }): CulpritEvent[] => {
      const clock = `10:${String(minute).padStart(2, '0')}`;
      const key = `${service}-${minute}`;
      return [firing(`a-${key}`, `f-${key}`, service, at(clock), lost ? { class: 'traffic-loss' } : {}), ...(ends ? [resolved(`r-${key}`, `f-${key}`, at('10:40'))] : [])];
    })]);
    fc.assert(
      fc.property(told.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))), fc.infiniteStream(fc.boolean()), ([events, other], ask) => {
        const fold = createFold(rules);
        for (const event of other) {
          fold.add(event);
          if (ask.next().value) answer(fold);
        }
        expect(answer(fold)).toBe(answer(folded(events)));
      }),
      { seed: 20_260_115, numRuns: 300 },
    );
  });
});
