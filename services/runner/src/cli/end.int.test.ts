import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { portOf } from '../testing/child.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** More than a pipe holds, and as much as one argument may be. */
const LONG = 'x'.repeat(120_000);

/** Reads a piece, waits, and reads on. */
const slowly = async (stream: Readable): Promise<string> => {
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) {
    text += String(piece);
    await sleep(100);
  }
  return text;
};

const culprit = async (...args: string[]) => {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, '../../dist/main.js'), ...args], { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const [out, err] = await Promise.all([slowly(child.stdout), slowly(child.stderr)]);
  return { code: await ended, out, err };
};

it('a command that was asked for in a wrong way says all of it to a slow reader', async () => {
  const { code, err } = await culprit(LONG);
  expect(code).toBe(2);
  expect(err).toBe(`culprit: there is no command '${LONG}'\n(add --help to see what there is)\n`);
}, 30_000);

it('a command that fails says all of it to a slow reader', async () => {
  server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ errors: [{ message: `no ${LONG}${LONG} here` }] }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { code, err } = await culprit('services', '--url', `http://127.0.0.1:${portOf(server)}`);
  expect([code, err.length > LONG.length * 2, err.slice(-6)]).toEqual([1, true, ' here\n']);
}, 30_000);

it('a command whose reader goes away ends, with its code', async () => {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, '../../dist/main.js'), LONG], { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  await once(child.stderr, 'readable');
  child.stderr.destroy();
  expect((await ended)[0]).toBe(2);
}, 30_000);
