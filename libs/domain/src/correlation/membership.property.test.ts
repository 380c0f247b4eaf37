import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timeOf } from '../events/time.js';
import { firing, testRules } from '../testing.js';
import type { Episode } from './episodes.js';
import { type Member, type Near, type Pass, byStart, groupsOf, groupsSince } from './membership.js';

const MINUTE = 60_000;
const services = 12;
const { fold: rules } = testRules;
/** Each is near the next one, and whom it is told to call. */
const near: Near = (a, b, _, told = []) => Math.abs(Number(a) - Number(b)) <= 1 || told.some(({ from, to }) => (from === a && to === b) || (from === b && to === a));

const alert = firing('a', 'f', 's', timeOf(0));
const member = (id: number, { start, lasts, service, fingerprint, caller }: Said): Member => {
  const startsAt = timeOf(start * MINUTE);
  const episode: Episode = {
    id: `a${id}`, alertIds: [`a${id}`], fingerprint: `f${fingerprint}`, first: alert.event as Episode['first'], startsAt, endsAt: lasts === undefined ? undefined : timeOf((start + lasts) * MINUTE), lapsesAt: undefined,
    acknowledged: false, severity: 'high', earlier: 0,
  };
  return { episode, services: [String(service)], ...(caller === undefined ? {} : { caller: String(caller) }) };
};
interface Said {
  readonly start: number;
  readonly lasts: number | undefined;
  readonly service: number;
  readonly fingerprint: number;
  readonly caller: number | undefined;
}
const said = (most: number): fc.Arbitrary<Said> =>
  fc.record({ start: fc.nat(most), lasts: fc.oneof({ weight: 30, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.constant(undefined) }), service: fc.nat(services - 1), fingerprint: fc.nat(40), caller: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(services - 1) }) });
/** What is there at first, and of each step which goes and which comes, mostly of the newest. */
const history = fc.record({
  first: fc.array(said(900), { minLength: 60, maxLength: 200 }),
  steps: fc.array(fc.record({ goes: fc.option(fc.double({ min: 0, max: 1, noNaN: true })), comes: fc.array(fc.oneof({ weight: 1, arbitrary: said(900) }, { weight: 12, arbitrary: said(60).map((s) => ({ ...s, start: 860 + s.start })) }), { maxLength: 2 }) }), { minLength: 1, maxLength: 12 }),
  final: fc.array(fc.tuple(fc.nat(200), fc.nat(3)), { maxLength: 6 }),
});

const told = ({ groups }: Pass): string[][] => groups.map(({ members }) => members.map(({ episode }) => episode.id));

describe('groups that are kept up to date', () => {
  it('are those of one pass over all', () => {
    let [same, all] = [0, 0];
    fc.assert(
      fc.property(history, fc.boolean(), ({ first, steps, final }, hasFinal) => {
        const settled = new Map(hasFinal ? final.map(([id, incident]) => [`a${id}`, `i${incident}`] as const) : []);
        let sorted = first.map((s, id) => member(id, s)).sort(byStart);
        let pass = groupsOf(sorted, near, rules, settled);
        let next = first.length;
        for (const { goes, comes } of steps) {
          const out = goes === null ? undefined : sorted[Math.floor(goes ** 0.05 * (sorted.length - 1))];
          const now = [...sorted.filter((m) => m !== out), ...comes.map((s) => member(next++, s))].sort(byStart);
          const differs = now.findIndex((m, i) => m !== sorted[i]);
          const before = new Set(pass.groups);
          pass = groupsSince(pass, now, differs < 0 ? Math.min(now.length, sorted.length) : differs, near, rules, settled);
          sorted = now;
          expect(told(pass)).toEqual(told(groupsOf(now, near, rules, settled)));
          all += pass.groups.length;
          same += pass.groups.filter((group) => before.has(group)).length;
        }
      }),
      { numRuns: process.env['CULPRIT_LONG'] === '1' ? 5000 : 300 },
    );
    // many a step is far back
    expect(same).toBeGreaterThan(all / 20);
  });
});
