import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const script = join(import.meta.dirname, '../dist/testing/weigh.js');

it('keeps at most 1 KiB of an object, and reads pods little slower than JSON.parse does', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script]);
  const { kept, pods } = JSON.parse(stdout) as { kept: Record<string, number>; pods: { bytes: number; ratio: number; perSecond: number } };
  expect(pods.bytes).toBeLessThanOrEqual(1024);
  expect(Object.entries(kept).filter(([, bytes]) => bytes > 1024)).toEqual([]);
  // 0.7 on a machine of its own; here others run beside
  expect(pods.ratio).toBeGreaterThan(0.4);
  expect(pods.perSecond).toBeGreaterThan(1000);
}, 300_000);
