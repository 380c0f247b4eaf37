import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partitionOf, type EventLog, type LogRecord } from '@culprit/ports';
import { openEmbeddedLog } from './open.js';

const victimFile = fileURLToPath(new URL('../dist/testing/victim.js', import.meta.url));

class Victim {
  readonly lines: string[] = [];
  private readonly process: ChildProcess;
  private errors = '';
  private heard: () => void = () => undefined;

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, ['--no-warnings', victimFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
    if (this.process.stdout === null) throw new Error('the victim has no output');
    // whole lines alone: a full pipe may have taken half of the last one when its writer was killed
    let half = '';
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (half + text).split('\n');
      half = lines.pop() ?? '';
      this.lines.push(...lines);
      this.heard();
    });
  }

  async says(enough: (lines: readonly string[]) => boolean): Promise<void> {
    const ended = once(this.process, 'exit').then(() => Promise.reject(new Error(`the victim ended by itself: ${this.errors}`)));
    ended.catch(() => undefined);
    while (!enough(this.lines)) await Promise.race([new Promise<void>((resolve) => (this.heard = resolve)), ended]);
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const closed = once(this.process, 'close');
    this.process.kill('SIGKILL');
    await closed;
  }
}

describe('the embedded log and SIGKILL', () => {
  let directory = '';
  let path = '';
  let log: EventLog | undefined;
  const victims: Victim[] = [];
  const victim = (...args: string[]): Victim => {
    const one = new Victim(...args);
    victims.push(one);
    return one;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'culprit-embedded-'));
    path = join(directory, 'log.sqlite');
  });
  afterEach(async () => {
    await Promise.all(victims.splice(0).map((each) => each.kill()));
    await log?.close();
    log = undefined;
    await rm(directory, { recursive: true });
  });

  it('keeps every acknowledged call whole, at offsets without gaps or doubles, when killed while appending', async () => {
    log = await openEmbeddedLog({ path });
    await log.ensureTopics([{ name: 'one', partitions: 3, compacted: false }, { name: 'two', partitions: 1, compacted: false }]);
    await log.close();
    const acknowledged: string[] = [];
    for (const round of ['a', 'b', 'c', 'd']) {
      const one = victim('append', path, 'one,two', round);
      await one.says((lines) => lines.length >= 300 + Math.random() * 200);
      await one.kill();
      acknowledged.push(...one.lines.map((n) => `${round}-${n}`));
    }
    expect(acknowledged.length).toBeGreaterThan(1_200);

    log = await openEmbeddedLog({ path });
    const calls = new Map<string, string[]>();
    const next = new Map<string, number>();
    const take = (place: string, { offset, key, value }: LogRecord): void => {
      expect([place, offset]).toEqual([place, next.get(place) ?? 0]);
      next.set(place, offset + 1);
      calls.set(key ?? '', [...(calls.get(key ?? '') ?? []), value?.toString() ?? '']);
    };
    const reader = await log.read({ topics: ['one', 'two'], from: 'earliest' }, ({ topic, partition, records }) => {
      for (const record of records) take(`${topic}/${partition}`, record);
    });
    await reader.caughtUp();
    for (const call of acknowledged) expect([call, calls.get(call)?.length]).toEqual([call, 5]);
    for (const [call, values] of calls) {
      const filler = 'culprit '.repeat(Number(call.split('-')[1]) % 200);
      expect([call, values.sort()]).toEqual([call, [0, 1, 2, 3, 4].map((i) => `${i}:${filler}`)]);
    }
    const ends = [...(await log.ends('one')), ...(await log.ends('two'))];
    expect(ends.reduce((sum, end) => sum + end)).toBe(calls.size * 5);
    await log.close();
    const db = new DatabaseSync(path);
    expect(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})).toEqual(['ok']);
    db.close();
  }, 60_000);

  it('gives the partitions of a killed process to another, and leaves those of a paused one alone', async () => {
    log = await openEmbeddedLog({ path, aliveMs: 100 });
    await log.ensureTopics([{ name: 'shared', partitions: 2, compacted: false }]);
    const key = (partition: number): string => ['a', 'b', 'c', 'd'].find((each) => partitionOf(each, 2) === partition) ?? '';
    const write = (value: string) => log?.append([0, 1].map((partition) => ({ topic: 'shared', partitionKey: key(partition), key: null, value })));
    const one = victim('consume', path, 'shared', 'group');
    await one.says((lines) => lines.includes('joined'));
    await write('first');
    await one.says((lines) => lines.length === 3);

    const seen: string[] = [];
    let arrived: () => void = () => undefined;
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition()) await new Promise<void>((resolve) => (arrived = resolve));
    };
    const assigned: number[][] = [];
    const onAssigned = (set: readonly { partition: number }[]): void => {
      assigned.push(set.map(({ partition }) => partition).sort());
      arrived();
    };
    await log.consume({ group: 'group', topics: ['shared'], from: 'earliest', onAssigned }, async ({ partition, records }) => {
      for (const { value } of records) seen.push(`${partition} ${value?.toString()}`);
      arrived();
    });
    await until(() => assigned.length === 1);
    expect(assigned).toEqual([[1]]);

    one.signal('SIGSTOP');
    await write('hold');
    await until(() => seen.includes('1 hold'));
    // Many times as long as it takes to notice a death.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(assigned).toEqual([[1]]);
    one.signal('SIGCONT');
    await one.says((lines) => lines.includes('shared/0/1'));

    await one.kill();
    await until(() => seen.includes('0 hold'));
    expect(assigned.at(-1)).toEqual([0, 1]);
    expect(seen).toEqual(['1 hold', '0 hold']);
    await log.close();
    expect((await readdir(directory)).filter((name) => name.includes('member'))).toEqual([]);
  }, 30_000);
});
