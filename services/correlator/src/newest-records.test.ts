import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '@culprit/ports';
import { newestRecords } from './newest-records.js';

const record = (offset: number, key: string | null, value: unknown): LogRecord =>
  ({ offset, timestamp: 0, key, value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), headers: {} });

describe('of what stands on the incidents topic', () => {
  it('the highest revision of each is kept, then the later record; what is no incident is passed on, a tombstone is not', () => {
    const newest = newestRecords();
    newest.take({ topic: 't', partition: 1, end: 9, records: [record(0, 'a', { revision: 2 }), record(1, 'b', { revision: 1 }), record(2, 'a', { revision: 1 }), record(3, 'c', null)] });
    newest.take({ topic: 't', partition: 1, end: 9, records: [record(4, 'b', { revision: 1 }), record(5, 'd', 'not JSON'), record(6, 'a', { revision: 'two' })] });
    expect(newest.batches().map(({ partition, records }) => [partition, records.map(({ offset }) => offset)])).toEqual([[1, [5]], [1, [6]], [1, [0]], [1, [4]]]);
  });
});
