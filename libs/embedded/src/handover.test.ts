import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Bridge } from './bridge.js';
import type { EmbeddedLog } from './log.js';
import { openLog } from './open.js';
import type { Assignment } from './protocol.js';

describe('handing partitions over', () => {
  let directory = '';
  let path = '';
  const logs: EmbeddedLog[] = [];
  const open = async (): Promise<EmbeddedLog> => {
    const log = await openLog({ path, aliveMs: 50 });
    logs.push(log);
    return log;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
    path = join(directory, 'log.sqlite');
  });
  afterEach(async () => {
    await Promise.all(logs.splice(0).map((log) => log.close()));
    await rm(directory, { recursive: true });
  });

  it('lets the batch that runs be finished and committed first: nothing is stale and nothing comes twice', async () => {
    const [one, two] = [await open(), await open()];
    await one.ensureTopics([{ name: 't', partitions: 2, compacted: false }]);
    await one.append(['a', 'b'].map((partitionKey) => ({ topic: 't', partitionKey, key: null, value: partitionKey })));
    const gate = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const seen: string[] = [];
    const stale: boolean[] = [];
    await one.consume({ group: 'g', topics: ['t'], from: 'earliest' }, async ({ partition }, control) => {
      // Partition 1 is the one that the second member is to have.
      if (partition === 1) {
        held.resolve();
        await gate.promise;
      }
      stale.push(control.stale());
      seen.push(`one ${partition}`);
    });
    await held.promise;
    const taken = Promise.withResolvers<void>();
    await two.consume({ group: 'g', topics: ['t'], from: 'earliest', onAssigned: () => taken.resolve() }, async ({ partition }) => {
      seen.push(`two ${partition}`);
    });
    const early = await Promise.race([taken.promise.then(() => 'taken'), new Promise((resolve) => setTimeout(resolve, 300))]);
    expect(early).toBeUndefined();
    gate.resolve();
    await taken.promise;
    expect(await two.committed('g', 't')).toEqual([1, 1]);
    await two.append([{ topic: 't', partitionKey: 'b', key: null, value: 'next' }]);
    while (!seen.includes('two 1')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([seen.sort(), stale]).toEqual([['one 0', 'one 1', 'two 1'], [false, false]]);
  });

  it('commits nothing for a member that does not own the partition', async () => {
    const assignments: Assignment[] = [];
    const listeners = { ends: () => undefined, assignment: (each: Assignment) => void assignments.push(each), trouble: () => undefined, died: () => undefined };
    const bridge = await Bridge.open({ path, writeTimeoutMs: 1_000, pollMs: 50, keepFreeBytes: 0, aliveMs: 50 }, listeners);
    await bridge.call('ensureTopics', [[{ name: 't', partitions: 2, compacted: false }]]);
    for (const member of ['one', 'two']) await bridge.call('join', [{ member, group: 'g', topics: ['t'], from: 'earliest' }]);
    while (!assignments.some(({ unwanted }) => unwanted.length > 0)) await new Promise((resolve) => setTimeout(resolve, 10));
    const [first, second] = assignments[0]?.owned.map(({ partition }) => partition) ?? [];
    if (first === undefined || second === undefined) throw new Error('the first member should have had both');
    expect(await bridge.call('commit', ['two', second, 7])).toBe(false);
    expect(await bridge.call('commit', ['one', second, 3])).toBe(true);
    await bridge.call('release', ['one', [second]]);
    expect(await bridge.call('commit', ['one', second, 9])).toBe(false);
    expect(await bridge.call('committed', ['g', 't'])).toEqual([null, 3]);
    await bridge.close();
  });
});
