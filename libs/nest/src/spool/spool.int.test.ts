import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedLog } from '@culprit/embedded';
import { LogUnavailable, noMetrics, silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { openSpool, type OpenSpool } from './index.js';
import { queue } from './records.js';
import { Victim } from './testing/victim-process.js';

const topics = [{ name: 'deliveries', partitions: 3, compacted: false }, { name: 'changes', partitions: 3, compacted: false }];
const ORDERS = ['github', 'github/eu', 'v1'];
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const MIB = 1024 * 1024;

let directory = '';
const ends: (() => Promise<unknown> | void)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'culprit-spool-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(directory, { recursive: true });
});

const victim = (args: readonly string[], under?: readonly string[]): Victim => {
  const one = new Victim(args, under);
  ends.push(() => one.kill());
  return one;
};

/** A log in this process that is away when told so, and a spool in front of it. */
const open = async (at = join(directory, 'spool'), options: { keepFreeBytes?: number; maxBytes?: number } = {}) => {
  const real = await openEmbeddedLog({ path: join(directory, 'log', 'log.sqlite') });
  await real.ensureTopics(topics);
  const is = { away: false };
  const log = new Proxy<EventLog>(real, {
    get: (target, name: keyof EventLog) => (is.away && (name === 'append' || name === 'ping') ? () => Promise.reject(new LogUnavailable('away')) : target[name].bind(target)),
  });
  const disk = await openEmbeddedLog({ path: join(at, 'spool.sqlite'), maxRecordBytes: 3 * MIB, appendTimeoutMs: 2_000, ...options });
  const spool = await openSpool({ log, disk, logName: 'Kafka', clock: systemClock, logger: silentLogger, metrics: noMetrics, maxBytes: 1e9, probeMs: 20, ...options });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await spool.close();
    await disk.close();
    await real.close();
  };
  ends.push(close);
  return { spool, disk, log: real, is, close };
};
const drained = async (spool: OpenSpool): Promise<void> => {
  while (spool.state().sentence !== undefined) await pause(5);
};

/** The values of a topic by partition, each where it was read first. */
const firsts = async (log: EventLog, topic: string): Promise<string[][]> => {
  const seen = topics.flatMap(({ name, partitions }) => (name === topic ? Array.from({ length: partitions }, () => new Set<string>()) : []));
  const reader = await log.read({ topics: [topic], from: 'earliest' }, ({ partition, records }) => {
    for (const { value } of records) seen[partition]?.add(String(value));
  });
  await reader.caughtUp();
  await reader.stop();
  return seen.map((each) => [...each]);
};

/** Everything of `taken` (`order round number`) is on the log, with its changes on the other topic, and each order in order. */
const expectAll = async (log: EventLog, taken: readonly string[], rounds: readonly string[], changesOf: (n: number) => number = () => 0): Promise<void> => {
  const wanted = new Set(taken);
  const [deliveries, changes] = [await firsts(log, 'deliveries'), await firsts(log, 'changes')];
  const [delivered, changed] = [new Set(deliveries.flat()), new Set(changes.flat())];
  expect(taken.filter((value) => !delivered.has(value))).toEqual([]);
  expect(taken.filter((value) => changesOf(Number(value.split(' ')[2])) > 0 && !changed.has(value))).toEqual([]);
  const place = (value: string): number => rounds.indexOf(value.split(' ')[1] ?? '') * 1e6 + Number(value.split(' ')[2]);
  for (const partition of [...deliveries, ...changes]) {
    for (const order of ORDERS) {
      const places = partition.filter((value) => value.startsWith(`${order} `) && wanted.has(value)).map(place);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  }
};

describe('the spool on the embedded log', () => {
  it('loses nothing that was taken when it is killed, while the log is away and while it drains', async () => {
    const taken: string[] = [];
    const rounds = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [i, round] of rounds.entries()) {
      const one = victim([directory, i % 3 === 2 ? 'up' : 'away', round]);
      await one.says(() => one.taken.length >= 200 + Math.random() * 300);
      await one.kill();
      taken.push(...one.taken);
    }
    const { spool, log, disk } = await open();
    await drained(spool);
    await expectAll(log, taken, rounds, (n) => n % 3);
    await spool.close();
    expect(await disk.beginnings(queue.name)).toEqual(await disk.ends(queue.name));
  }, 240_000);

  it('drains what an earlier run left before all that comes after', async () => {
    const first = await open();
    first.is.away = true;
    for (let n = 0; n < 700; n += 1) await first.spool.append([{ topic: 'deliveries', partitionKey: 'v1', key: null, value: `v1 a ${n}` }], 'v1');
    expect(first.spool.state()).toEqual({ takes: true, sentence: expect.stringMatching(/^Kafka does not acknowledge in time since .*Z; 700 records wait in the spool\.$/) });
    await first.close();
    const second = await open();
    for (let n = 0; n < 50; n += 1) await second.spool.append([{ topic: 'deliveries', partitionKey: 'v1', key: null, value: `v1 b ${n}` }], 'v1');
    await drained(second.spool);
    const [values = []] = (await firsts(second.log, 'deliveries')).filter((each) => each.length > 0);
    expect(values).toEqual([...Array.from({ length: 700 }, (_, n) => `v1 a ${n}`), ...Array.from({ length: 50 }, (_, n) => `v1 b ${n}`)]);
  }, 180_000);

  it('has every whole append and nothing of a torn one, wherever the end of its file was cut', async () => {
    // so few that SQLite has no reason yet to begin its file anew: only what was written once can be torn
    const most = 80;
    const one = victim([directory, 'away', 'a', String(most)]);
    await one.says(() => one.taken.length === most * ORDERS.length);
    await one.kill();
    const from = join(directory, 'spool', 'spool.sqlite');
    const { size } = await stat(`${from}-wal`);
    const counts: number[] = [];
    for (let cut = 0; cut <= 40; cut += 1) {
      const to = join(directory, `cut-${cut}`);
      await mkdir(to);
      await copyFile(from, join(to, 'spool.sqlite'));
      await copyFile(`${from}-wal`, join(to, 'spool.sqlite-wal'));
      await truncate(join(to, 'spool.sqlite-wal'), Math.floor((size * cut) / 40) - (cut === 40 ? 0 : cut % 7));
      const disk = await openEmbeddedLog({ path: join(to, 'spool.sqlite') });
      await disk.ensureTopics([queue]);
      const calls = new Map<string, number>();
      const reader = await disk.read({ topics: [queue.name], from: 'earliest' }, ({ records }) => {
        for (const { value } of records) calls.set(String(value), (calls.get(String(value)) ?? 0) + 1);
      });
      await reader.caughtUp();
      await disk.close();
      for (const [value, records] of calls) expect([value, records]).toEqual([value, 1 + (Number(value.split(' ')[2]) % 3)]);
      counts.push(calls.size);
      if (cut === 40) expect(one.taken.filter((value) => !calls.has(value))).toEqual([]);
    }
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(new Set(counts).size).toBeGreaterThan(5);
  }, 240_000);

  it('refuses what is more than may wait, takes again when there is room, and never what the log would not take', async () => {
    const { spool, is } = await open(undefined, { maxBytes: 10_000 });
    is.away = true;
    const put = (bytes: number) => spool.append([{ topic: 'changes', partitionKey: 'x', key: null, value: Buffer.alloc(bytes) }], 'v1');
    for (let n = 0; n < 9; n += 1) await put(1_000);
    await expect(put(1_100)).rejects.toThrow(/Kafka does not acknowledge in time since .*, and the spool takes nothing: it is full/);
    expect(spool.state()).toEqual({ takes: false, sentence: expect.stringContaining('which takes no more: it is full.') });
    await expect(put(3 * MIB)).rejects.toMatchObject({ name: 'RecordTooLarge' });
    is.away = false;
    await drained(spool);
    is.away = true;
    await put(1_100);
    expect(spool.state().takes).toBe(true);
  }, 180_000);
});

const mounts = process.getuid?.() === 0 && runs('mount', '--version');
const trial = join(tmpdir(), `culprit-mount-${process.pid}`);
const canMount = mounts && runs('mkdir', '-p', trial) && runs('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', trial) && runs('umount', trial) && runs('rmdir', trial);

(canMount ? describe : describe.skip)(`the spool on a disk that fills up${canMount ? '' : ' (left out: no tmpfs can be mounted here)'}`, () => {
  const mounted = async (): Promise<string> => {
    const at = join(directory, 'small');
    await mkdir(at);
    expect(runs('mount', '-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', at)).toBe(true);
    ends.push(() => void runs('umount', at));
    return at;
  };
  const fill = async (spool: OpenSpool, round: string): Promise<{ taken: string[]; refusal: unknown }> => {
    const taken: string[] = [];
    for (let n = 0; ; n += 1) {
      const value = `v1 ${round} ${n}`;
      try {
        await spool.append([{ topic: 'deliveries', partitionKey: 'v1', key: null, value }, { topic: 'deliveries', partitionKey: 'bulk', key: null, value: Buffer.alloc(100_000, n) }], 'v1');
        taken.push(value);
      } catch (refusal) {
        return { taken, refusal };
      }
    }
  };

  it.each([['keeps some of it free', 16 * MIB], ['is filled to its last block', 0]])('refuses in words, drains, and takes again without a restart, where it %s', async (_, keepFreeBytes) => {
    const { spool, log, is } = await open(await mounted(), { keepFreeBytes });
    is.away = true;
    const first = await fill(spool, 'a');
    expect(first.refusal).toBeInstanceOf(LogUnavailable);
    expect(first.taken.length).toBeGreaterThan(100);
    expect(spool.state().takes).toBe(false);
    is.away = false;
    await drained(spool);
    await expectAll(log, first.taken, ['a']);
    is.away = true;
    const second = await fill(spool, 'b');
    is.away = false;
    await drained(spool);
    await expectAll(log, [...first.taken, ...second.taken], ['a', 'b']);
    if (keepFreeBytes > 0) expect(second.taken.length).toBeGreaterThan(100);
  }, 240_000);

  it('takes again when others have filled it and make room', async () => {
    const at = await mounted();
    const { spool, log, is } = await open(at, { keepFreeBytes: 16 * MIB });
    is.away = true;
    const put = (n: number) => spool.append([{ topic: 'deliveries', partitionKey: 'v1', key: null, value: `v1 a ${n}` }], 'v1');
    await put(0);
    await writeFile(join(at, 'ballast'), Buffer.alloc(47 * MIB)).catch(() => undefined);
    await expect(put(1)).rejects.toThrow(/the disk has only \d+ bytes left/);
    await rm(join(at, 'ballast'));
    await put(2);
    is.away = false;
    await drained(spool);
    await expectAll(log, ['v1 a 0', 'v1 a 2'], ['a']);
  }, 180_000);
});

const canTrace = runs('strace', '-qq', '-e', 'trace=none', 'true');

(canTrace ? describe : describe.skip)(`the spool on a disk that cannot write${canTrace ? '' : ' (left out: strace is not here or may not trace)'}`, () => {
  it('says yes to nothing that was not forced to the disk, and yes again once the disk works', async () => {
    const failing = 'inject=fsync,fdatasync:error=EIO:when=40..120';
    const one = victim([directory, 'away', 'a'], ['strace', '-f', '-qq', '-o', join(directory, 'trace'), '-e', 'trace=fsync,fdatasync', '-e', failing]);
    await one.says(() => one.lines.filter((line) => line.startsWith('refused')).length >= 20);
    const refusedAt = one.lines.findIndex((line) => line.startsWith('refused'));
    await one.says(() => one.lines.slice(-20).every((line) => line.startsWith('taken')));
    await one.kill();
    expect(refusedAt).toBeGreaterThan(1);
    const { spool, log } = await open();
    await drained(spool);
    await expectAll(log, one.taken, ['a'], (n) => n % 3);
  }, 240_000);
});
