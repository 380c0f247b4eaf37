import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../events/canonical.js';
import type { CulpritEvent } from '../events/envelope.js';
import { incidentId } from '../events/ids.js';
import { anyEvents, at, change, firing, testRules } from '../testing.js';
import { createFold, type Fold } from './fold.js';
import type { Rules } from './rules.js';

/** Rules at which the score throws: for a change of the kind `config`, and for an alert of the class `crash`. */
const trapped = <T extends object>(weights: T, trap: string): T =>
  new Proxy(weights, { get: (target, key) => { if (key === trap) throw new Error(`cannot weigh ${trap}`); return Reflect.get(target, key) as unknown; } });
const rules: Rules = { ...testRules, score: { ...testRules.score, kind: trapped(testRules.score.kind, 'config') } };

const folded = (events: readonly CulpritEvent[], by = rules): Fold => {
  const fold = createFold(by);
  for (const event of events) fold.add(event);
  return fold;
};
const told = (fold: Fold): string => canonicalJson(fold.environments().map((e) => [e, fold.incidents(e).map(({ body }) => body)]).filter(([, list]) => list?.length !== 0));

describe('an event at which judging throws', () => {
  const fine = [firing('a', 'f1', 'cart', at('10:00')), change('good', 'cart', at('09:59')), firing('b', 'f2', 'mail', at('10:00'))];
  const bad = change('bad', 'cart', at('09:58'), { kind: 'config' });

  it('is left out by itself, and told; everything else is as without it', () => {
    const fold = folded([...fine, bad]);
    expect(told(fold)).toBe(told(folded(fine)));
    expect(fold.faults('production')).toEqual([{ kind: 'change', event: bad.event, error: new Error('cannot weigh config') }]);
    expect(folded(fine).faults('production')).toEqual([]);
  });

  it('is taken again once a later statement of it can be judged', () => {
    const fold = folded([...fine, bad]);
    fold.incidents('production');
    const mended = change('bad', 'cart', at('09:58'), { updatedAt: at('09:59') });
    fold.add(mended);
    expect(fold.incidents('production')[0]?.body.suspects.map(({ changeIds }) => changeIds)).toEqual([['bad'], ['good']]);
    expect(fold.faults('production')).toEqual([]);
  });

  it('that is an alert leaves the incident to its other alerts, or with none of them no incident', () => {
    // it is thrown at while the incident is said, not while it is weighed
    const broken = firing('broken', 'f0', 'cart', at('09:59'));
    Object.defineProperty(broken.event, 'title', { get: () => { throw new Error('no title'); }, enumerable: false });
    const fold = folded([broken, ...fine]);
    expect(fold.incidents('production').map(({ body }) => body.id)).toEqual([incidentId('a'), incidentId('b')]);
    expect(fold.faults('production').map(({ event }) => event.id)).toEqual(['broken']);
    expect(folded([broken]).incidents('production')).toEqual([]);
  });

  it('leaves the same out for any order, batches and duplicates', () => {
    const ordered = fc.tuple(anyEvents, fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.boolean()));
    fc.assert(
      fc.property(ordered, ([events, keys, asks]) => {
        const fold = createFold(rules);
        const keyed = [...events, ...events.slice(0, 5)].map((event) => ({ event, key: keys.next().value }));
        for (const { event } of keyed.sort((a, b) => a.key - b.key)) {
          fold.add(event);
          if (asks.next().value) told(fold);
        }
        const whole = folded(events);
        expect(told(fold)).toBe(told(whole));
        const left = (of: Fold): string[] => of.environments().flatMap((e) => of.faults(e).map(({ event }) => event.id)).sort();
        expect(left(fold)).toEqual(left(whole));
        const suspected = whole.environments().flatMap((e) => whole.incidents(e).flatMap(({ body }) => body.suspects.map(({ change: { kind } }) => kind)));
        expect(suspected).not.toContain('config');
      }),
      { numRuns: process.env['CULPRIT_LONG'] === '1' ? 2000 : 200 },
    );
  });
});
