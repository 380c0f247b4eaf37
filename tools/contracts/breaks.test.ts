import { describe, expect, it } from '@jest/globals';
import { breaks } from './breaks.ts';
import type { JsonSchema } from './schemas.ts';

const event = (properties: JsonSchema, required: string[] = [], more: JsonSchema = {}): JsonSchema => ({ type: 'object', properties, required, ...more });
const tree = (leaf: string): JsonSchema => ({
  type: 'object', properties: { json: { $ref: '#/$defs/node' } }, $defs: { node: { anyOf: [{ type: leaf }, { type: 'array', items: { $ref: '#/$defs/node' } }] } },
});

describe('a change breaks what was published', () => {
  it.each([
    ['a property gone', event({ a: {}, b: {} }), event({ a: {} }), 'the event: b is gone'],
    ['newly required', event({ a: {} }), event({ a: {} }, ['a']), 'the event: a is newly required'],
    ['a new property, required at once', event({}), event({ a: {} }, ['a']), 'the event: a is newly required'],
    ['no longer required', event({ a: {} }, ['a']), event({ a: {} }), 'the event: a is no longer required'],
    ['another type', event({ a: { type: 'string' } }), event({ a: { type: 'number' } }), 'a: type was string, is number'],
    ['a narrower type', event({ a: { type: 'number' } }), event({ a: { type: 'integer' } }), 'a: type was number, is integer'],
    ['another format', event({ a: { type: 'string', format: 'date-time' } }), event({ a: { type: 'string' } }), 'a: format was date-time, is not said'],
    ['another pattern', event({ a: { pattern: '^P' } }), event({ a: { pattern: '^PT' } }), 'a: pattern was ^P, is ^PT'],
    ['fewer values', event({ a: { enum: ['x', 'y'] } }), event({ a: { enum: ['x', 'z'] } }), 'a: no longer one of y'],
    ['values newly enumerated', event({ a: { type: 'string' } }), event({ a: { type: 'string', enum: ['x'] } }), 'a: was anything, is one of x'],
    ['a lower limit', event({ a: { maxLength: 10 } }), event({ a: { maxLength: 9 } }), 'a: maxLength was 10, is 9'],
    ['a new limit', event({ a: {} }), event({ a: { minItems: 1 } }), 'a: minItems was not said, is 1'],
    ['deep inside', event({ a: { items: event({ b: { type: 'string' } }) } }), event({ a: { items: event({}) } }), 'a[]: b is gone'],
    ['values of a record', event({ a: { additionalProperties: { type: 'string' } } }), event({ a: { additionalProperties: { type: 'number' } } }), 'a.*: type was string, is number'],
    ['anything narrowed', event({ a: { type: 'array' } }), event({ a: { type: 'array', items: { type: 'string' } } }), 'a[]: was anything, is narrowed'],
    ['unknown properties refused', event({}), event({}, [], { additionalProperties: false }), 'the event: unknown properties are newly refused'],
    ['fewer alternatives', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { anyOf: [{ type: 'string' }] }, 'the event: anyOf had 2 alternatives, has 1'],
    ['behind a reference', tree('string'), tree('number'), 'json (anyOf 1): type was string, is number'],
  ] satisfies [string, JsonSchema, JsonSchema, string][])('%s', (_, before, after, says) => {
    expect(breaks(before, after)).toContain(says);
  });
});

describe('a change is safe', () => {
  it.each([
    ['nothing changed', tree('string'), tree('string')],
    ['a new optional property', event({ a: {} }), event({ a: {}, b: { type: 'string' } })],
    ['more values', event({ a: { enum: ['x'] } }), event({ a: { enum: ['x', 'y'] } })],
    ['a wider limit', event({ a: { maxLength: 10, minimum: 1 } }), event({ a: { maxLength: 11 } })],
    ['other words', event({ a: { description: 'old' } }), event({ a: { description: 'new' } })],
    ['another order', event({ a: {}, b: {} }, ['a', 'b']), event({ b: {}, a: {} }, ['b', 'a'])],
    ['a reference instead of the same in place', event({ a: { type: 'string' } }), event({ a: { $ref: '#/$defs/a' } }, [], { $defs: { a: { type: 'string' } } })],
  ] satisfies [string, JsonSchema, JsonSchema][])('%s', (_, before, after) => {
    expect(breaks(before, after)).toEqual([]);
  });
});
