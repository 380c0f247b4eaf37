import { describe, expect, it } from '@jest/globals';
import { compare } from './assignment.js';

describe('a new assignment', () => {
  it('keeps, loses and gains', () => {
    expect(compare(['a/0', 'a/1'], { a: [1, 2], b: [0] }, true)).toEqual({
      kept: ['a/1'], lost: ['a/0'], gained: [{ topic: 'a', partition: 2 }, { topic: 'b', partition: 0 }],
    });
  });

  it('keeps nothing under a new member id: others may have had it meanwhile', () => {
    expect(compare(['a/0'], { a: [0] }, false)).toEqual({ kept: [], lost: ['a/0'], gained: [{ topic: 'a', partition: 0 }] });
  });
});
