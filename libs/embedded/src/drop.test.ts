import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogUnavailable, type DiskLog } from '@culprit/ports';
import { openEmbeddedLog } from './open.js';

const MIB = 1024 * 1024;

describe('letting go of what was taken on', () => {
  let directory = '';
  let path = '';
  let log: DiskLog;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
    path = join(directory, 'log.sqlite');
    log = await openEmbeddedLog({ path });
    await log.ensureTopics([{ name: 'queue', partitions: 1, compacted: false }, { name: 'other', partitions: 1, compacted: false }]);
  });
  afterEach(async () => {
    await log.close();
    await rm(directory, { recursive: true });
  });

  const fill = (topic: string, count: number, bytes: number) => log.append(Array.from({ length: count }, (_, i) => ({ topic, partitionKey: 'a', key: `${i}`, value: Buffer.alloc(bytes, i) })));
  const left = async (topic: string): Promise<number[]> => {
    const found: number[] = [];
    const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ records }) => void found.push(...records.map(({ offset }) => offset)));
    await reader.caughtUp();
    await reader.stop();
    return found;
  };

  it('drops what stands before an offset of one partition; the rest, its offsets and the others stay', async () => {
    await fill('queue', 5, 10);
    await fill('other', 2, 10);
    await log.drop({ topic: 'queue', partition: 0, offset: 3 });
    expect([await left('queue'), await left('other')]).toEqual([[3, 4], [0, 1]]);
    expect([await log.beginnings('queue'), await log.ends('queue')]).toEqual([[3], [5]]);
    await log.drop({ topic: 'queue', partition: 0, offset: 5 });
    expect([await left('queue'), await log.beginnings('queue')]).toEqual([[], [5]]);
    expect((await fill('queue', 1, 10))[0]?.offset).toBe(5);
    await log.close();
    log = await openEmbeddedLog({ path });
    expect(await left('queue')).toEqual([5]);
  });

  it('writes over what is free, and gives the disk back once nothing is left', async () => {
    const size = async (): Promise<number> => (await stat(path)).size;
    await fill('queue', 3_000, 8_192);
    const full = await log.usedBytes();
    expect(full).toBeGreaterThan(24 * MIB);
    await log.drop({ topic: 'queue', partition: 0, offset: 2_900 });
    expect(await log.usedBytes()).toBeLessThan(2 * MIB);
    await fill('queue', 2_000, 8_192);
    expect(await log.usedBytes()).toBeLessThan(full);
    await log.drop({ topic: 'queue', partition: 0, offset: 5_000 });
    expect(await size()).toBeLessThan(MIB);
    await fill('queue', 1, 10);
    expect(await left('queue')).toEqual([5_000]);
  });

  it('refuses appends while the disk has less free than is to be kept free', async () => {
    const careful = await openEmbeddedLog({ path, keepFreeBytes: Number.MAX_SAFE_INTEGER / 2 });
    const refused = careful.append([{ topic: 'queue', partitionKey: 'a', key: null, value: 'x' }]);
    await expect(refused).rejects.toBeInstanceOf(LogUnavailable);
    await expect(refused).rejects.toThrow(/the disk has only \d+ bytes left/);
    await careful.drop({ topic: 'queue', partition: 0, offset: 1 });
    await careful.close();
  });
});
