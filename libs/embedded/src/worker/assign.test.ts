import { describe, expect, it } from '@jest/globals';
import { assign } from './assign.js';

const topics = [{ name: 'b', first: 4, partitions: 1 }, { name: 'a', first: 1, partitions: 3 }, { name: 'c', first: 5, partitions: 1 }];

describe('who should have which partition', () => {
  it('deals them out in turn over all topics', () => {
    const both = [{ id: 'one', topics: ['a', 'b', 'c'] }, { id: 'two', topics: ['c', 'b', 'a'] }];
    expect([...assign(both, topics)]).toEqual([[1, 'one'], [2, 'two'], [3, 'one'], [4, 'two'], [5, 'one']]);
  });

  it('gives a topic only to those who asked for it, and to nobody when none did', () => {
    const members = [{ id: 'one', topics: ['a'] }, { id: 'two', topics: ['a', 'b'] }];
    expect([...assign(members, topics)]).toEqual([[1, 'one'], [2, 'two'], [3, 'one'], [4, 'two']]);
  });
});
