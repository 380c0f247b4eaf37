import { describe, expect, it } from '@jest/globals';
import { acceptEvent, topics } from '@culprit/domain';
import { RecordTooLarge, recordBytes, type LogRecord, type NewRecord } from '@culprit/ports';
import { appendLetters, deadLetter, eventRecord, parseRecord } from './records.js';

const change = () => {
  const accepted = acceptEvent('change', { id: 'c1', service: 'checkout', occurredAt: '2026-01-01T00:00:00.000Z' }, '2026-01-01T00:00:01.000Z');
  if (!accepted.ok) throw new Error(accepted.error);
  return accepted.event;
};
const record = (value: string | null): LogRecord =>
  ({ offset: 7, timestamp: 1_767_225_600_000, key: 'k', value: value === null ? null : Buffer.from(value), headers: { ce_id: 'x' } });

describe('records of events', () => {
  it('go to the log and come back as they were', () => {
    const sent = eventRecord({ kind: 'change', event: change() });
    expect([sent.topic, sent.partitionKey, sent.key]).toEqual([topics.changes.name, 'c1', 'c1']);
    expect(parseRecord('change', record(String(sent.value)))).toEqual({ ok: true, event: change() });
  });

  it('say what is wrong with what cannot be read', () => {
    expect(parseRecord('change', record('{"id":'))).toMatchObject({ ok: false, error: expect.stringContaining('not JSON') });
    expect(parseRecord('change', record(null))).toMatchObject({ ok: false, error: expect.stringContaining('no value') });
    expect(parseRecord('alert', record('{"id":"a"}'))).toMatchObject({ ok: false, error: expect.stringContaining('fingerprint') });
  });
});

describe('a dead letter', () => {
  it('keeps the bytes, and says why and from where', () => {
    const letter = deadLetter(record('\u0000not json'), { topic: topics.changes.name, partition: 3 }, 'projector/changes', new Error('not JSON'));
    expect(letter).toEqual({
      topic: topics.dlq.name, partitionKey: 'projector/changes', key: 'k', value: Buffer.from('\u0000not json'),
      headers: {
        original_ce_id: 'x', dlq_reason: 'not JSON', dlq_stage: 'projector/changes', dlq_topic: 'culprit.changes.v1',
        dlq_partition: '3', dlq_offset: '7', dlq_timestamp: '1767225600000',
      },
    });
  });

  it('cuts a reason that quotes the whole record', () => {
    const letter = deadLetter(record('x'), { topic: 't', partition: 0 }, 's', 'y'.repeat(5000));
    expect(letter.headers?.['dlq_reason']).toHaveLength(2000);
  });

  it('goes without its value where it would be too large, and says so', async () => {
    const appended: NewRecord[] = [];
    const log = {
      append: (records: readonly NewRecord[]) => {
        const large = records.find((r) => recordBytes(r) > 500);
        if (large !== undefined) return Promise.reject(new RecordTooLarge(large.topic, recordBytes(large), 500));
        appended.push(...records);
        return Promise.resolve([]);
      },
    };
    const [small, large] = ['x', 'y'.repeat(600)].map((value) => deadLetter(record(value), { topic: 't', partition: 0 }, 's', 'why'));
    await appendLetters(log, [small, large] as NewRecord[]);
    expect(appended).toEqual([small, { ...large, value: null, headers: { ...large?.headers, dlq_cut: '600' } }]);
  });
});
