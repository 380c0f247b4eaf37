import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '@culprit/ports';
import { openLog } from './open.js';

describe('opening the embedded log', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('makes the directory, and refuses a file that a newer program has written', async () => {
    const path = join(directory, 'deep', 'down', 'log.sqlite');
    await (await openLog({ path })).close();
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(openLog({ path })).rejects.toThrow(/newer version \(99\)/);
  });

  it('says that it cannot open what is no log', async () => {
    const opening = openLog({ path: directory });
    await expect(opening).rejects.toBeInstanceOf(LogUnavailable);
    await expect(opening).rejects.toThrow(/opening the log at/);
  });

  it('wakes readers of another handle in the process at once, without the poll', async () => {
    const options = { path: join(directory, 'log.sqlite'), pollMs: 60_000 };
    const [writer, other] = [await openLog(options), await openLog(options)];
    await writer.ensureTopics([{ name: 't', partitions: 1, compacted: false }]);
    const arrived = Promise.withResolvers<string | undefined>();
    const reader = await other.read({ topics: ['t'], from: 'latest' }, ({ records }) => arrived.resolve(records[0]?.value?.toString()));
    await reader.caughtUp();
    await writer.append([{ topic: 't', partitionKey: 'a', key: null, value: 'awake' }]);
    expect(await arrived.promise).toBe('awake');
    await Promise.all([writer.close(), other.close()]);
  });

  it('writes the good calls of a group when one of them names an unknown topic', async () => {
    const log = await openLog({ path: join(directory, 'log.sqlite') });
    await log.ensureTopics([{ name: 't', partitions: 1, compacted: false }]);
    const one = (topic: string) => log.append([{ topic: 't', partitionKey: 'a', key: null, value: 'x' }, { topic, partitionKey: 'a', key: null, value: 'y' }]);
    const results = await Promise.allSettled([one('t'), one('nowhere'), one('t')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(String((results[1] as PromiseRejectedResult).reason)).toContain('there is no topic nowhere');
    expect(await log.ends('t')).toEqual([4]);
    await log.close();
    await expect(log.append([])).rejects.toThrow('closed');
  });
});
