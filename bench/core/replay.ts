import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Line } from '../accuracy/timeline.ts';

const main = join(import.meta.dirname, '..', '..', 'services', 'runner', 'dist', 'main.js');

const CHUNK = 50_000;

/** Events a second of `culprit replay`, a process, from file to file. */
export const replayRate = async (lines: readonly Line[]): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-replay-'));
  const file = join(folder, 'events.jsonl');
  try {
    for (let from = 0; from < lines.length; from += CHUNK) await appendFile(file, lines.slice(from, from + CHUNK).map((line) => `${JSON.stringify(line)}\n`).join(''));
    const started = performance.now();
    const child = spawn(process.execPath, ['--max-old-space-size=6000', main, 'replay', '--events', file, '--out', join(folder, 'incidents.jsonl')], { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`culprit replay ended with ${code}`);
    return lines.length / ((performance.now() - started) / 1000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
