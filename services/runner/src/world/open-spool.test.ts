import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { LogUnavailable, noMetrics, silentLogger, systemClock, type EventLog, type NewRecord } from '@culprit/ports';
import { runnerConfig } from '../config/runner-config.js';
import { takeSpoolDirectory } from './lock.js';
import { openSpool } from './open-spool.js';

const directory = mkdtempSync(join(tmpdir(), 'culprit-runner-'));
afterAll(() => rmSync(directory, { recursive: true }));

const outside = { clock: systemClock, logger: silentLogger, metrics: noMetrics };
const record: NewRecord = { topic: 't', partitionKey: 'a', key: null, value: 'x' };
const away = { append: () => Promise.reject(new LogUnavailable('away')), ping: () => Promise.reject(new LogUnavailable('away')) } as unknown as EventLog;
const open = (variables: Readonly<Record<string, string>>, log = away) => openSpool(runnerConfig.parse({ EVENT_LOG: 'kafka', DATA_DIR: directory, ...variables }), log, outside);

describe('the spool of a process', () => {
  it('is not there in front of an embedded log', async () => {
    expect(await open({ EVENT_LOG: 'embedded' })).toBeUndefined();
  });

  it('is a directory under DATA_DIR, takes what a log that is away does not, and is given back', async () => {
    const opened = await open({});
    expect(opened?.keeps).toBe(true);
    await opened?.spool.append([record], 'a');
    expect(opened?.spool.state()).toEqual({ takes: true, sentence: expect.stringMatching(/^Kafka does not acknowledge in time since .*; 1 record waits in the spool\.$/) });
    await expect(open({})).rejects.toThrow(`The spool directory ${join(directory, 'spool')} (SPOOL_DIR) is in use by another Culprit (process ${process.pid}): stop that one, or set SPOOL_DIR to a directory of this one's own.`);
    for (const step of opened?.closing ?? []) await step.run();
    const again = await open({ SPOOL_DIR: join(directory, 'spool') });
    expect(again?.spool.state().sentence).toMatch(/1 record waits in the spool/);
    for (const step of again?.closing ?? []) await step.run();
    takeSpoolDirectory(join(directory, 'spool')).release();
  });

  it('is refused in words where it cannot be', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(open({ SPOOL_DIR: join(directory, 'file', 'spool') })).rejects.toThrow(/^The spool directory .* \(SPOOL_DIR\) cannot be used: Error: ENOTDIR/);
  });

  it('can be done without, which is said', async () => {
    const opened = await open({ SPOOL_DIR: 'none' });
    expect([opened?.keeps, opened?.closing]).toEqual([false, []]);
    expect(opened?.spool.state().sentence).toContain('There is no spool (SPOOL_DIR=none)');
    await expect(opened?.spool.append([record], 'a')).rejects.toThrow('away');
  });
});
