import { describe, expect, it } from '@jest/globals';
import { topics } from '@culprit/domain';
import { LogUnavailable, RecordTooLarge, noMetrics, silentLogger, systemClock, type EventLog, type NewRecord } from '@culprit/ports';
import { openSpool } from './open.js';
import { FakeDisk } from './testing/fakes.js';

describe('what waits in the spool', () => {
  it('goes to the log also when one of it never will, which becomes a dead letter', async () => {
    const written: NewRecord[] = [];
    const is = { away: true };
    const append = async (records: readonly NewRecord[]) => {
      if (is.away) throw new LogUnavailable('away');
      const large = records.find(({ topic, value }) => topic !== topics.dlq.name && (value?.length ?? 0) > 100);
      if (large !== undefined) throw new RecordTooLarge(large.topic, 200_000, 100);
      written.push(...records);
      return [];
    };
    const log = { append, ping: async () => {} } as unknown as EventLog;
    const spool = await openSpool({ log, disk: new FakeDisk().open().disk, logName: 'Kafka', clock: systemClock, logger: silentLogger, metrics: noMetrics, maxBytes: 1e9, probeMs: 2 });
    const put = (value: string) => spool.append([{ topic: 'deliveries', partitionKey: 'a', key: value.slice(0, 3), value, headers: { ce_id: 'x' } }], 'a');
    for (const value of ['one', 'two', 'big'.padEnd(200_000, '.'), 'three', 'four']) await put(value);
    is.away = false;
    while (spool.state().sentence !== undefined) await new Promise((resolve) => setTimeout(resolve, 2));
    await spool.close();
    expect(written.map(({ topic, key }) => [topic, key])).toEqual([
      ['deliveries', 'one'], ['deliveries', 'two'], [topics.dlq.name, 'big'], ['deliveries', 'thr'], ['deliveries', 'fou'],
    ]);
    expect(written[0]).toEqual({ topic: 'deliveries', partitionKey: 'a', key: 'one', value: Buffer.from('one'), headers: { ce_id: 'x' } });
    expect(written[2]).toMatchObject({ value: { length: 65_536 }, headers: { original_ce_id: 'x', dlq_topic: 'deliveries', dlq_stage: 'spool', culprit_cut_from: '200000' } });
  });
});
