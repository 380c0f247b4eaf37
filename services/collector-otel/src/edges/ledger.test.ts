import { describe, expect, it } from '@jest/globals';
import { timeOf, type Dependency } from '@culprit/domain';
import { Ledger, OVER_MS } from './ledger.js';
import type { Sighting } from './sighting.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-01-15T10:00:00.000Z');
const call = (from: string, to: string, at = START, more: Partial<Sighting> = {}): Sighting => ({ from, to, environment: 'production', cluster: undefined, kind: 'call', confidence: 0.95, at, ...more });
let refused = 0;
const ledger = (most = 100, mostOfCaller = 50) => new Ledger({ restateMs: 5 * MINUTE, most, mostOfCaller, refused: () => (refused += 1) });
const say = (book: Ledger, now: number): Dependency[] => {
  const due = book.due(now);
  book.said(due);
  return due;
};
const edge = (more: Partial<Dependency> = {}): Dependency => ({ from: 'front', to: 'cart', environment: 'production', kind: 'call', source: 'otel', confidence: 0.95, observedAt: timeOf(START), ...more });

describe('an edge', () => {
  it('is said when it is new, and again every few minutes while it goes on', () => {
    const book = ledger();
    const said: number[] = [];
    for (let second = 0; second < 1200; second += 1) {
      for (let i = 0; i < 20; i += 1) book.seen(call('front', 'cart'), START + second * 1000);
      if (say(book, START + second * 1000).length > 0) said.push(second);
    }
    expect(said).toEqual([0, 300, 600, 900]);
  });

  it('is said again less often where there are many: a hundred a second', () => {
    const book = new Ledger({ restateMs: 5 * MINUTE, most: 100_000, mostOfCaller: 1000, refused: () => (refused += 1) });
    const all = Array.from({ length: 60_000 }, (_, i) => call(`s${i % 10_000}`, `t${i}`));
    const sayAll = (now: number): number => { for (const each of all) book.seen(each, now); return say(book, now).length; };
    expect([0, 5, 9.9, 10].map((minutes) => sayAll(START + minutes * MINUTE))).toEqual([60_000, 0, 0, 60_000]);
    expect([book.size, refused]).toEqual([60_000, 0]);
  });

  it('that is seen by a clock that is wrong begins neither before an hour ago nor after now', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    for (const [to, at] of [['ahead', START + 99 * HOUR], ['behind', START - 9999 * HOUR], ['nowhere', 0]] as const) book.seen(call('front', to, at), START + 2 * HOUR);
    expect(say(book, START + 2 * HOUR).map(({ to, validFrom }) => [to, validFrom])).toEqual([['cart', undefined], ['ahead', timeOf(START + 2 * HOUR)], ['behind', timeOf(START + HOUR)], ['nowhere', timeOf(START + HOUR)]]);
  });

  it('that is not seen is not said', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    expect(say(book, START)).toEqual([edge()]);
    expect(say(book, START + HOUR)).toEqual([]);
  });

  it('stays due until the log has taken it', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    book.due(START);
    expect(say(book, START + MINUTE)).toEqual([edge()]);
  });

  it('that was seen again between being due and said is not forgotten', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    const due = book.due(START);
    book.seen(call('front', 'cart'), START + 1);
    book.said(due);
    expect(say(book, START + 5 * MINUTE)).toEqual([edge({ observedAt: timeOf(START + 1) })]);
  });

  it('has no beginning while its caller is new to us, and then the time of the call', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    book.seen(call('front', 'pay'), START + HOUR - 1);
    book.seen(call('front', 'tax', START + HOUR - 3 * MINUTE), START + HOUR);
    book.seen(call('front', 'old', START - 24 * HOUR), START + 3 * HOUR);
    expect(say(book, START + 3 * HOUR).map(({ to, validFrom }) => [to, validFrom])).toEqual([
      ['cart', undefined], ['pay', undefined], ['tax', timeOf(START + HOUR - 3 * MINUTE)], ['old', timeOf(START + 2 * HOUR)],
    ]);
  });

  it('is over when it was not seen for long, at the time when it last was', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START);
    say(book, START);
    expect(say(book, START + OVER_MS - 1)).toEqual([]);
    expect(say(book, START + OVER_MS)).toEqual([edge({ validTo: timeOf(START), observedAt: timeOf(START + OVER_MS) })]);
    expect(book.size).toBe(0);
  });

  it('is trusted as far as the best sighting of it', () => {
    const book = ledger();
    book.seen(call('front', 'cart', START, { confidence: 0.7 }), START);
    book.seen(call('front', 'cart'), START);
    book.seen(call('front', 'cart', START, { confidence: 0.7 }), START);
    expect(say(book, START)).toEqual([edge()]);
  });
});

describe('after a restart, and beside another collector', () => {
  it('what was said before is not said again, nor under another beginning', () => {
    const book = ledger();
    book.restore(edge({ validFrom: timeOf(START - HOUR) }), START + MINUTE);
    book.seen(call('front', 'cart'), START + MINUTE);
    expect(say(book, START + MINUTE)).toEqual([]);
    expect(say(book, START + 5 * MINUTE)).toEqual([edge({ validFrom: timeOf(START - HOUR), observedAt: timeOf(START + MINUTE) })]);
  });

  it('what was seen before that was known takes the beginning that stands', () => {
    const book = ledger();
    book.seen(call('front', 'cart'), START + MINUTE);
    book.restore(edge({ validFrom: timeOf(START - HOUR) }), START + MINUTE);
    expect(say(book, START + 5 * MINUTE)).toEqual([edge({ validFrom: timeOf(START - HOUR), observedAt: timeOf(START + MINUTE) })]);
  });

  it('a caller that was heard of within the hour is not new; after a longer pause it is', () => {
    const [soon, late] = [ledger(), ledger()];
    soon.restore(edge(), START + 30 * MINUTE);
    late.restore(edge(), START + 24 * HOUR);
    soon.seen(call('front', 'pay', START + 31 * MINUTE), START + 31 * MINUTE);
    late.seen(call('front', 'pay', START + 24 * HOUR), START + 24 * HOUR);
    expect([...say(soon, START + 31 * MINUTE), ...say(late, START + 24 * HOUR)].map(({ validFrom }) => validFrom)).toEqual([timeOf(START + 31 * MINUTE), undefined]);
  });

  it('what another said is over is forgotten, unless it was seen since', () => {
    const [gone, back] = [ledger(), ledger()];
    for (const book of [gone, back]) book.restore(edge(), START);
    back.seen(call('front', 'cart'), START + OVER_MS + 1);
    for (const book of [gone, back]) book.restore(edge({ validTo: timeOf(START), observedAt: timeOf(START + OVER_MS) }), START + OVER_MS);
    expect([gone.size, back.size]).toEqual([0, 1]);
  });
});

it('there is no room for more than may be, and what is refused is counted', () => {
  const book = ledger(30, 20);
  refused = 0;
  for (let i = 0; i < 40; i += 1) book.seen(call('front', `h${i}.example.com`), START);
  expect([book.size, refused]).toEqual([20, 20]);
  for (let i = 0; i < 40; i += 1) book.seen(call(`s${i}`, 'cart'), START);
  expect([book.size, refused]).toEqual([30, 50]);
});
