import { describe, expect, it } from '@jest/globals';
import { lostPartitions } from './lost-store.js';

describe('what a store has lost', () => {
  it('is what was read and committed but is not there', () => {
    const committed = new Map([['a', [3, null, 0, 7]], ['b', [5]]]);
    const stored = [{ topic: 'a', partition: 0, next: 3 }, { topic: 'a', partition: 3, next: 6 }, { topic: 'b', partition: 0, next: 9 }];
    expect(lostPartitions(committed, stored)).toEqual([{ topic: 'a', partition: 3 }]);
    expect(lostPartitions(committed, [])).toEqual([{ topic: 'a', partition: 0 }, { topic: 'a', partition: 3 }, { topic: 'b', partition: 0 }]);
    expect(lostPartitions(new Map([['a', [null, null]]]), [])).toEqual([]);
  });
});
