import { describe, expect, it } from '@jest/globals';
import type { Rules } from '../correlation/rules.js';
import { createFold } from '../correlation/fold.js';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { noticed } from './delay.js';

const judged = (events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}) => {
  const fold = createFold({ ...testRules, score: { ...testRules.score, ...score } });
  for (const event of events) fold.add(event);
  return fold.incidents('production').map(({ body }) => body);
};
const last = (events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}) => judged(events, score).at(-1);

describe('a score', () => {
  /** An alert that fires for ten minutes every hour. */
  const daily = (hours: readonly string[]): CulpritEvent[] => hours.flatMap((hour) => [firing(`n${hour}`, 'noise', 'cart', at(`${hour}:00`)), resolved(`r${hour}`, 'noise', at(`${hour}:10`))]);

  it('counts for little what alerts every hour, and says how often it has', () => {
    const rare = last([firing('a', 'f', 'cart', at('10:00')), change('c', 'cart', at('09:58'))]);
    const often = last([...daily(['05', '06', '07', '08', '09']), firing('a', 'noise', 'cart', at('10:00')), change('c', 'cart', at('09:58'))]);
    expect(often?.suspects[0]?.probability).toBeLessThan(rare?.suspects[0]?.probability ?? 0);
    expect(often?.suspects[0]?.reasons.find((r) => r.signal === 'habit')).toEqual({ signal: 'habit', contribution: -0.89588, sentence: 'the same alert of cart had fired 5 times in the 3 days before, so it says less about any change' });
    expect(rare?.suspects[0]?.reasons.some((r) => r.signal === 'habit')).toBe(false);
  });

  it('forgets a habit that is older than the lookback', () => {
    const [first] = daily(['05']);
    const old = { ...first, event: { ...first?.event, startsAt: at('05:00', '2026-01-10'), updatedAt: at('05:00', '2026-01-10') } } as CulpritEvent;
    const end = resolved('end', 'noise', at('06:00', '2026-01-10'));
    expect(last([old, end, firing('a', 'noise', 'cart', at('10:00')), change('c', 'cart', at('09:58'))])?.suspects[0]?.reasons.some((r) => r.signal === 'habit')).toBe(false);
  });

  it('is less sure of any change where much is changed', () => {
    const events = [firing('a', 'f', 'cart', at('10:00')), change('c', 'cart', at('09:58'))];
    const more = Array.from({ length: 20 }, (_, i) => change(`d${i}`, 'cart', at(`08:${String(10 + i)}`)));
    const crowd = { crowd: { window: 7_200_000, floor: 1 } };
    const [few, many] = [last(events, crowd), last([...events, ...more], crowd)];
    expect(few?.suspects[0]?.changeIds).toEqual(['c']);
    expect(many?.noChangeProbability).toBeGreaterThan(few?.noChangeProbability ?? 1);
  });

  it('does not think that a monitor saw within seconds what it waits minutes for', () => {
    const detect = Object.fromEntries(Object.keys(testRules.score.time.detect).map((name) => [name, 60_000])) as Rules['score']['time']['detect'];
    const slow = { time: { ...testRules.score.time, detect } };
    const events = [calls('front', 'cart'), firing('a', 'f', 'cart', at('10:00')), change('older', 'cart', at('09:58')), change('newer', 'cart', at('09:59:50'))];
    expect(last(events)?.suspects.map((s) => s.changeIds[0])).toEqual(['newer', 'older']);
    expect(last(events, slow)?.suspects.map((s) => s.changeIds[0])).toEqual(['older', 'newer']);
  });

  it('does not tell apart what alerted within a few seconds: neither clocks nor scrapes are so exact', () => {
    expect([-1000, 0, 4999].map((delay) => noticed(delay, 60_000))).toEqual(Array.from({ length: 3 }, () => noticed(5000, 60_000)));
    expect(noticed(6000, 60_000)).toBeGreaterThan(noticed(5000, 60_000));
  });
});
