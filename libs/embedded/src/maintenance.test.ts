import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EmbeddedLog } from './log.js';
import { openLog } from './open.js';

const HOUR = 3_600_000;

describe('what the embedded log lets go of', () => {
  let now = Date.UTC(2026, 0, 1);
  let directory = '';
  let log: EmbeddedLog;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
    log = await openLog({ path: join(directory, 'log.sqlite'), clock: { now: () => now }, maintainMs: 10 });
  });
  afterEach(async () => {
    await log.close();
    await rm(directory, { recursive: true });
  });

  const append = (topic: string, key: string, value: string | null) => log.append([{ topic, partitionKey: 'a', key, value }]);
  const left = async (topic: string): Promise<string[]> => {
    const found: string[] = [];
    const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ records }) => {
      found.push(...records.map(({ offset, key, value }) => `${offset} ${key}=${value?.toString() ?? 'null'}`));
    });
    await reader.caughtUp();
    await reader.stop();
    return found;
  };
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('drops what is past its time, by itself, and keeps offsets and positions', async () => {
    await log.ensureTopics([{ name: 'kept', partitions: 1, compacted: false, keptMs: 10 * HOUR }]);
    for (const n of ['0', '1', '2', '3']) {
      await append('kept', n, n);
      now += 4 * HOUR;
    }
    await until(async () => (await log.beginnings('kept'))[0] === 2);
    expect(await left('kept')).toEqual(['2 2=2', '3 3=3']);
    expect([await log.ends('kept'), await log.offsetsAt('kept', 0)]).toEqual([[4], [2]]);
    now += 100 * HOUR;
    await until(async () => (await log.beginnings('kept'))[0] === 4);
    expect(await left('kept')).toEqual([]);
    expect(await append('kept', '4', '4')).toEqual([{ topic: 'kept', partition: 0, offset: 4 }]);
  });

  it('keeps a compacted topic whole for its kept time, and a removal for a day', async () => {
    await log.ensureTopics([{ name: 'whole', partitions: 1, compacted: true, keptMs: 5 * HOUR }]);
    await append('whole', 'a', 'old');
    await append('whole', 'b', 'old');
    now += 3 * HOUR;
    await append('whole', 'a', 'new');
    await append('whole', 'b', null);
    await append('whole', 'c', 'last');
    await log.compact('whole');
    expect(await left('whole')).toHaveLength(5);
    now += 3 * HOUR;
    await log.compact('whole');
    expect(await left('whole')).toEqual(['2 a=new', '3 b=null', '4 c=last']);
    now += 24 * HOUR;
    await log.compact('whole');
    expect(await left('whole')).toEqual(['2 a=new', '4 c=last']);
  });

  it('compacts by itself when it pays', async () => {
    await log.ensureTopics([{ name: 'busy', partitions: 1, compacted: true }]);
    await log.append(Array.from({ length: 3_000 }, (_, i) => ({ topic: 'busy', partitionKey: 'a', key: `${i % 7}`, value: `${i}` })));
    now += HOUR;
    await until(async () => (await left('busy')).length === 7);
    expect((await left('busy')).at(-1)).toBe('2999 3=2999');
  });

  it('never lets times go back within a partition when the clock does', async () => {
    await log.ensureTopics([{ name: 'clock', partitions: 1, compacted: false }]);
    const first = now;
    await append('clock', 'a', '0');
    now -= HOUR;
    await append('clock', 'a', '1');
    now = first + 1;
    await append('clock', 'a', '2');
    expect([await log.offsetsAt('clock', first), await log.offsetsAt('clock', first + 1)]).toEqual([[0], [2]]);
  });
});
