import { describe, expect, it } from '@jest/globals';
import { createFold } from '../correlation/fold.js';
import { testRules } from '../testing.js';
import { acceptEvent, parseEvent, parseEventText } from './door.js';
import { envelope } from './envelope.js';
import { orderly } from './orderly.js';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

describe('a value', () => {
  it('is refused where it nests deeper than what reads it can follow', () => {
    expect(orderly(nested(100))).toEqual({ ok: true, event: nested(100) });
    for (const levels of [101, 5_000, 200_000]) expect(orderly(nested(levels))).toEqual({ ok: false, error: 'event: expected at most 100 levels of nesting' });
  });

  it('is the same one where nothing is wrong with it', () => {
    const value = { a: ['ü', '🚀', { b: null }] };
    expect((orderly(value) as { event: unknown }).event).toBe(value);
  });

  it('gets whole characters for halves of them, in names too', () => {
    expect(orderly({ '\udc00': ['a\ud83d', { b: '\ud83d\ude80' }] })).toEqual({ ok: true, event: { '\ufffd': ['a\ufffd', { b: '🚀' }] } });
  });
});

describe('an event with half a character or a thousand levels', () => {
  const arrival = '2026-01-15T10:00:00.000Z';

  it('is refused with the reason, at the door and on the log', () => {
    const deep = { id: 'c', service: 'cart', occurredAt: arrival, attributes: { deep: nested(5_000) } };
    for (const read of [acceptEvent('change', deep, arrival), acceptEvent('change', { ...deep, id: undefined }, arrival), parseEvent('change', deep), parseEventText('change', JSON.stringify({ ...deep, attributes: {} }).replace('"attributes":{}', `"attributes":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`))]) {
      expect(read).toEqual({ ok: false, error: expect.stringContaining('levels of nesting') });
    }
  });

  it('is read with U+FFFD, can be written, and is judged', () => {
    const read = acceptEvent('alert', { id: 'a\ud800', service: 'cart\ud800', startsAt: arrival, source: { provider: 'x\ud800' } }, arrival);
    if (!read.ok) throw new Error(read.error);
    expect(read.event).toMatchObject({ id: 'a\ufffd', fingerprint: 'a\ufffd', service: 'cart\ufffd' });
    const text = JSON.stringify({ ...read.event, title: 'x' }).replace('"x"', '"cut \\ud83d"');
    expect(parseEventText('alert', text)).toMatchObject({ ok: true, event: { title: 'cut \ufffd' } });
    const event = { kind: 'alert', event: read.event } as const;
    expect(envelope(event).headers['ce_source']).toBe('x%EF%BF%BD');
    const fold = createFold(testRules);
    fold.add(event);
    expect(fold.incidents('default')).toHaveLength(1);
  });
});
