import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, compareText } from '../events/canonical.js';
import type { CulpritEvent } from '../events/envelope.js';
import { anyEvents, testRules } from '../testing.js';
import { createFold, type Fold } from './fold.js';
import type { Judged } from './render.js';

const runs = process.env['CULPRIT_LONG'] === '1' ? 5000 : 300;

/** Without what an index remembers of a change for the next time that it is asked. */
const told = ({ body, verdict: { noChange, noChangeLogOdds, ranked } }: Judged) =>
  ({ body, noChange, noChangeLogOdds, ranked: ranked.map(({ candidate: { alone: _alone, known: _known, ...candidate }, ...weighed }) => ({ candidate, ...weighed })) });
const answer = (fold: Fold): string => canonicalJson(fold.environments().map((e) => [e, fold.incidents(e).map(told)]).filter(([, incidents]) => incidents?.length !== 0));
const folded = (events: readonly CulpritEvent[]): string => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  return answer(fold);
};
const shuffled = fc.tuple(anyEvents, fc.infiniteStream(fc.nat())).map(([events, stream]) => {
  const keyed = events.map((event) => ({ event, key: stream.next().value }));
  return { events, other: keyed.sort((a, b) => a.key - b.key).map(({ event }) => event) };
});

/** As the log is partitioned: alerts by environment, changes by id, the rest by what it is. */
const partition = (e: CulpritEvent): string => (e.kind === 'alert' ? `alert ${e.event.environment}` : e.kind === 'change' ? `change ${e.event.id.charCodeAt(1) % 3}` : e.kind);
const interleaved = fc.tuple(anyEvents, fc.infiniteStream(fc.nat())).map(([events, stream]) => {
  const partitions = [...Map.groupBy(events, partition).values()];
  const other: CulpritEvent[] = [];
  while (other.length < events.length) {
    const open = partitions.filter((p) => p.length > 0);
    const next = open[stream.next().value % open.length]?.shift();
    if (next !== undefined) other.push(next);
  }
  return { events, other };
});

describe('incidents are a function of the set of events', () => {
  it('for any order', () => {
    fc.assert(fc.property(shuffled, ({ events, other }) => expect(folded(other)).toBe(folded(events))), { numRuns: runs });
  });

  it('for any interleaving of partitions that keep their order', () => {
    fc.assert(fc.property(interleaved, ({ events, other }) => expect(folded(other)).toBe(folded(events))), { numRuns: runs });
  });

  it('for any duplicates', () => {
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat({ max: 2 })), (events, times) => {
        const repeated = events.flatMap((event) => Array.from({ length: 1 + times.next().value }, () => event));
        expect(folded([...repeated, ...events])).toBe(folded(events));
      }),
      { numRuns: runs },
    );
  });

  it('for any batches: asking in between changes nothing', () => {
    fc.assert(
      fc.property(shuffled, fc.infiniteStream(fc.boolean()), ({ events, other }, ask) => {
        const fold = createFold(testRules);
        for (const event of other) {
          fold.add(event);
          if (ask.next().value) answer(fold);
        }
        expect(answer(fold)).toBe(folded(events));
      }),
      { numRuns: runs },
    );
  });

  it('for any parts in which others ask for them, also while events come', () => {
    const bodies = (judged: readonly Judged[]): string => canonicalJson(judged.map(({ body }) => body).sort((a, b) => compareText(a.id, b.id)));
    const inParts = (fold: Fold, of: number): string => bodies(fold.environments().flatMap((e) => Array.from({ length: of }, (_, nth) => [...fold.some(e, { nth, of })]).flat().flatMap(({ judged }) => judged ?? [])));
    const whole = (fold: Fold): string => bodies(fold.environments().flatMap((e) => fold.incidents(e)));
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat({ max: 9 })), fc.integer({ min: 1, max: 4 }), (events, ask, of) => {
        const fold = createFold(testRules);
        for (const event of events) {
          fold.add(event);
          const asked = ask.next().value;
          if (asked === 0) inParts(fold, of);
          if (asked === 1) whole(fold);
        }
        const plain = createFold(testRules);
        for (const event of events) plain.add(event);
        expect(inParts(fold, of)).toBe(whole(plain));
        expect(whole(fold)).toBe(whole(plain));
      }),
      { numRuns: runs },
    );
  });

  it('for whatever rests in between: once nothing does, all is said', () => {
    let waited = 0;
    fc.assert(
      fc.property(shuffled, fc.infiniteStream(fc.nat({ max: 3 })), ({ events, other }, draws) => {
        const fold = createFold(testRules);
        for (const event of other) {
          fold.add(event);
          if (draws.next().value === 0) continue;
          for (const environment of fold.environments()) {
            const before = new Map(fold.incidents(environment, () => true).map((judged) => [judged.body.id, judged]));
            const waiting = fold.waiting(environment);
            waited += waiting.length;
            for (const id of waiting) expect(before.has(id)).toBe(true);
            const rests = new Set(waiting.filter(() => draws.next().value < 2));
            const now = fold.incidents(environment, (id) => rests.has(id));
            for (const judged of now) if (rests.has(judged.body.id)) expect(judged).toBe(before.get(judged.body.id));
            expect(new Set(fold.waiting(environment))).toEqual(rests);
          }
        }
        expect(answer(fold)).toBe(folded(events));
        for (const environment of fold.environments()) expect(fold.waiting(environment)).toEqual([]);
      }),
      { numRuns: runs },
    );
    expect(waited).toBeGreaterThan(runs / 10);
  });

  it('and every id that was ever published finds the incident that holds its alert', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const fold = createFold(testRules);
        const published = new Set<string>();
        for (const event of events) {
          if (event.kind === 'alert' && event.event.environment !== 'production') continue;
          fold.add(event);
          for (const { body } of fold.incidents('production')) published.add(body.id);
        }
        const ids = fold.incidents('production').map(({ body }) => body.id);
        for (const id of published) expect(ids).toContain(fold.holder('production', id));
      }),
      { numRuns: runs },
    );
  });
});
