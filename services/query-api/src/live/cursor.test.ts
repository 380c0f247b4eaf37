import { describe, expect, it } from '@jest/globals';
import { checkKept, decodeCursor, encodeCursor } from './cursor.js';

const topic = 'culprit.incidents.v1';

describe('the cursor of a subscription', () => {
  it('comes back as it was, and fits in an address', () => {
    const cursor = encodeCursor(topic, [0, 17, 4]);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(topic, 3, cursor)).toEqual([0, 17, 4]);
  });

  it.each([
    ['', 'nothing'],
    ['not a cursor', 'text'],
    [encodeCursor('culprit.changes.v1', [0, 17, 4]), 'another topic'],
    [encodeCursor(topic, [0, 17]), 'too few partitions'],
    [encodeCursor(topic, [0, -1, 4]), 'a negative offset'],
    [encodeCursor(topic, [0, 1.5, 4]), 'half an offset'],
    [Buffer.from('{"a":1}').toString('base64url'), 'an object'],
    [Buffer.from(`[2,"${topic}",0,0,0]`).toString('base64url'), 'another version'],
  ])('%s is refused: %s', (cursor) => {
    expect(() => decodeCursor(topic, 3, cursor)).toThrow(/not a cursor of this subscription/);
  });

  it('is valid exactly down to the oldest kept', () => {
    const kept = { oldest: [5, 0], ends: [9, 3] };
    expect(() => checkKept(topic, [5, 0], kept)).not.toThrow();
    expect(() => checkKept(topic, [9, 3], kept)).not.toThrow();
    expect(() => checkKept(topic, [4, 3], kept)).toThrow(expect.objectContaining({ extensions: { code: 'CURSOR_EXPIRED', oldestCursor: encodeCursor(topic, [5, 0]) } }));
    expect(() => checkKept(topic, [9, 4], kept)).toThrow(/another log/);
  });
});
