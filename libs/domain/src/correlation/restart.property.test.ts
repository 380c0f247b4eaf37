import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, compareText } from '../events/canonical.js';
import { type CulpritEvent, eventTime } from '../events/envelope.js';
import { millis, timeOf } from '../events/time.js';
import { anyEvents, testRules } from '../testing.js';
import { createFold, type Fold } from './fold.js';
import { lastOf } from './placed.js';
import { nextRevision } from './revise.js';
import { changesKeptLonger } from './rules.js';
import type { Incident } from '../events/incident.js';

/** The short form asks the same every time; the long one looks for what nobody has thought of. */
const sought = process.env['CULPRIT_LONG'] === '1' ? { numRuns: 5000 } : { numRuns: 300, seed: 20260115 };
const MINUTE = 60_000;

/** The events of these tests lie within an hour and a half: so settled comes after minutes, and what is read again is twice that, as the real numbers are. */
const SETTLED = 20 * MINUTE;
const LINKED = 35 * MINUTE;
const rules = {
  ...testRules, fold: { ...testRules.fold, ownOnlyAfter: 10 * MINUTE, lookback: SETTLED, linked: LINKED, settledAfter: SETTLED },
  score: { ...testRules.score, coverage: { ...testRules.score.coverage, beside: 0.5 } },
};

const isMap = ({ kind }: CulpritEvent): boolean => kind === 'service' || kind === 'dependency' || kind === 'coverage';
const inTime = (events: readonly CulpritEvent[]): CulpritEvent[] => [...events].sort((a, b) => compareText(eventTime(a), eventTime(b)));
/** What was found so long after it may have happened is known to no incident before that is settled. */
const MOST_UNSEEN = SETTLED - 2 * MINUTE;
const inReach = (e: CulpritEvent): CulpritEvent => {
  if (e.kind !== 'change' || e.event.occurredAfter === undefined || millis(e.event.occurredAt) - millis(e.event.occurredAfter) <= MOST_UNSEEN) return e;
  return { ...e, event: { ...e.event, occurredAfter: undefined } };
};
/** One statement of each fact, so that none moves between what is settled and what is not. */
const told = (events: readonly CulpritEvent[]): CulpritEvent[] => {
  const facts = new Set<string>();
  return events.filter((e) => {
    if (e.kind !== 'alert' && e.kind !== 'change') return true;
    const fact = `${e.kind} ${e.event.id}`;
    return !facts.has(fact) && facts.add(fact);
  });
};
/** What is read again is found by when it was said last. */
const saidAt = (e: CulpritEvent): string => (e.kind === 'change' ? lastOf(e.event) : eventTime(e));

const bodies = (fold: Fold): string => canonicalJson(fold.environments().map((e) => [e, fold.incidents(e).map(({ body }) => body)]).filter(([, of]) => of?.length !== 0));

describe('a restart', () => {
  it('at any point gives what one that ran through gives: settled incidents as published, the rest refolded', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat({ max: 60 }), (all, cut) => {
        const events = told(all).map(inReach);
        // what is known of catalog and calls stands before: what changes it later would change what is settled
        const maps = events.filter(isMap);
        const facts = inTime(events.filter((e) => !isMap(e)));
        const whole = createFold(rules);
        for (const event of [...maps, ...facts]) whole.add(event);

        const first = createFold(rules);
        const published = new Map<string, Incident>();
        const before = facts.slice(0, cut);
        for (const event of maps) first.add(event);
        for (const event of before) {
          first.add(event);
          for (const environment of first.environments()) {
            for (const { body } of first.incidents(environment)) {
              const next = nextRevision(published.get(body.id), body, first.now());
              if (next !== undefined) published.set(body.id, next);
            }
          }
        }
        const committedAt = before.at(-1) === undefined ? 0 : millis(eventTime(before.at(-1) as CulpritEvent));
        const current = new Set(first.environments().flatMap((e) => first.incidents(e).map(({ body }) => body.id)));
        const second = createFold(rules);
        for (const incident of published.values()) if (current.has(incident.id) && millis(incident.openedAt) < committedAt - SETTLED) second.adopt(incident);
        for (const event of [...maps, ...facts]) if (isMap(event) || saidAt(event) >= timeOf(Math.max(0, committedAt - 2 * SETTLED - (event.kind === 'change' ? changesKeptLonger(rules.fold) : 0)))) second.add(event);
        expect(bodies(second)).toBe(bodies(whole));
      }),
      sought,
    );
  });
});
