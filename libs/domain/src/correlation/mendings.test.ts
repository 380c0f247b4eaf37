import { describe, expect, it } from '@jest/globals';
import type { Rules } from './rules.js';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const by = (name: string) => ({ actor: { name, kind: 'human' } });
const mended = { weight: 1, share: 0.5 };

const weighed = (events: readonly CulpritEvent[], more: Partial<Rules['score']> = { mended }) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, ...more } });
  for (const event of events) fold.add(event);
  const [judged] = fold.incidents('production');
  return (id: string) => judged?.verdict.ranked.find(({ candidate }) => candidate.changes[0].id === id)?.reasons.find(({ signal }) => signal === 'mended');
};

const config = (id: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent => change(id, 'api', at(clock), { kind: 'config', title: `Config of api: ${id}`, ...more });
const cause = config('cause', '07:00');
const alert = firing('a', 'f', 'api', at('10:00'));
const ended = resolved('end', 'f', at('10:13'));
const again = config('again', '10:09', by('mia'));

describe('a change of which another came before what alerted fell silent', () => {
  it('is told who changed it again, what fell silent and how seldom that is done', () => {
    expect(weighed([cause, alert, again, ended])('cause')?.sentence).toBe(
      'it was changed again at 10:09 UTC (mia\'s "Config of api: again"), and what alerted fell silent within 4 minutes; by itself that is done there every 90 minutes',
    );
    const two = [calls('web', 'api'), firing('b', 'g', 'web', at('10:01')), resolved('end-b', 'g', at('10:11'))];
    expect(weighed([...two, cause, alert, again, ended])('cause')?.sentence).toMatch(/and both services that alerted fell silent within 4 minutes;/);
    expect(weighed([...two.slice(0, 2), cause, alert, again, ended])('cause')?.sentence).toMatch(/and 1 of the 2 services that alerted fell silent within 4 minutes;/);
  });

  it('weighs as its share against chance: the more, the more seldom it is done', () => {
    // once in 3 hours that are known, so every 90 minutes: within 10 minutes by chance in 10.5 of 100
    const chance = 1 - Math.exp(-10 / 90);
    expect(weighed([cause, alert, again, ended])('cause')?.contribution).toBeCloseTo(Math.log(0.5 + 0.5 / chance), 5);
    const busy = ['08:00', '08:30', '09:00', '09:30'].map((clock, i) => config(`n${i}`, clock));
    expect(weighed([...busy, cause, alert, again, ended])('cause')?.contribution).toBeCloseTo(Math.log(0.5 + 0.5 / (1 - Math.exp(-10 / 30))), 5);
    expect(weighed([config('old', '09:00', { services: ['db'] }), calls('api', 'db'), config('day', '09:00', { occurredAt: at('10:00', '2026-01-14'), services: ['db'] }), cause, alert, again, ended])('cause')?.contribution)
      .toBeCloseTo(Math.log(0.5 + 0.5 / (1 - Math.exp(-10 / (12 * 60)))), 5);
  });

  it('counts only the newest that are weighed, by how far they reach', () => {
    const many = Array.from({ length: 10 }, (_, i) => config(`m${i}`, `09:${String(40 + i)}`));
    const old = change('old', 'db', at('10:00', '2026-01-13'));
    // ten in 20 minutes, where an hour is the least that tells a rate
    expect(weighed([calls('api', 'db'), old, ...many, alert, again, ended])('m0')?.sentence).toMatch(/every 5 minutes$/);
  });

  it.each([
    ['of another kind', change('again', 'api', at('10:09'))],
    ['of another service', change('again', 'web', at('10:09'), { kind: 'config' })],
    ['elsewhere', config('again', '10:09', { environment: 'staging' })],
    ['long before', config('again', '10:02')],
    ['after the end', config('again', '10:14')],
  ])('is not told of one %s', (_, other) => {
    expect(weighed([cause, alert, other, ended])('cause')).toBeUndefined();
  });

  it('is not told while what alerted still fires, or of a machine that follows the load, or of a build', () => {
    expect(weighed([cause, alert, again])('cause')).toBeUndefined();
    const scaled = (id: string, clock: string) => change(id, 'api', at(clock), { kind: 'scaling', actor: { kind: 'autoscaler' } });
    expect(weighed([scaled('c', '07:00'), alert, scaled('u', '10:09'), ended])('c')).toBeUndefined();
    expect(weighed([change('c', 'api', at('07:00'), { kind: 'job' }), alert, change('u', 'api', at('10:09'), { kind: 'job' }), ended])('c')).toBeUndefined();
  });

  it('is not told of an end that comes when suspects are final, as then nothing is weighed again', () => {
    const of = (day: string) => weighed([cause, alert, change('again', 'api', at('09:50', day), { kind: 'config' }), resolved('end', 'f', at('09:55', day))])('cause');
    expect(of('2026-01-18')).toBeDefined();
    expect(weighed([cause, alert, change('again', 'api', at('10:05', '2026-01-18'), { kind: 'config' }), resolved('end', 'f', at('10:09', '2026-01-18'))])('cause')).toBeUndefined();
  });

  it('is not told where no known call leads', () => {
    const live = ['web', 'api'].map((name): CulpritEvent => said('service', { name, environment: 'production', source: 'catalog', system: 'shop' }));
    const around = [firing('w', 'fw', 'web', at('10:00')), resolved('end-w', 'fw', at('10:13')), cause, again];
    expect(weighed([calls('web', 'api'), ...around])('cause')).toBeDefined();
    expect(weighed([...live, calls('web', 'redis'), ...around])('cause')).toBeUndefined();
  });

  it('is not told of one that was taken back: who did that says it all', () => {
    const limit = (id: string, clock: string, before: number, after: number): CulpritEvent => config(id, clock, { diff: [{ path: 'limit', before, after }] });
    expect(weighed([limit('cause', '07:00', 9, 8), alert, limit('again', '10:09', 8, 9), ended])('cause')).toBeUndefined();
    expect(weighed([limit('cause', '07:00', 9, 8), alert, limit('again', '10:09', 8, 7), ended])('cause')).toBeDefined();
  });

  it('is not told where less than half of what alerted fell silent', () => {
    const others = ['web', 'app'].flatMap((name) => [calls(name, 'api'), firing(`a-${name}`, `f-${name}`, name, at('10:01'))]);
    expect(weighed([...others, cause, alert, again, ended])('cause')).toBeUndefined();
  });

  it('is told whenever it becomes known, and by its phases when it took effect', () => {
    const fold = createFold({ ...testRules, score: { ...testRules.score, mended } });
    for (const event of [cause, alert, ended]) fold.add(event);
    expect(fold.incidents('production')[0]?.verdict.ranked[0]?.reasons.map(({ signal }) => signal)).not.toContain('mended');
    fold.add(again);
    expect(fold.incidents('production')[0]?.verdict.ranked[0]?.reasons.map(({ signal }) => signal)).toContain('mended');
    const slow = config('again', '10:03', { phases: [{ phase: 'succeeded', at: at('10:10') }], updatedAt: at('10:10') });
    expect(weighed([cause, alert, slow, ended])('cause')?.sentence).toMatch(/changed again at 10:03 UTC .* within 3 minutes;/);
  });

  it('says nothing by rules that give it no weight, or where it is done all the time', () => {
    expect(weighed([cause, alert, again, ended], {})('cause')).toBeUndefined();
    const often = Array.from({ length: 9 }, (_, i) => config(`m${i}`, `09:5${i}`));
    expect(weighed([...often, alert, again, ended], { mended: { weight: 1, share: 0.2 } })('m0')?.contribution ?? 0).toBeLessThan(0.15);
  });
});
