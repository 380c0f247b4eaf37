import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { guard } from '@culprit/kafka/testing';
import type { Part } from './part.js';
import { waitFor } from './wait-for.js';

/** One service of the built runner as a process of its own. */
export interface ServiceProcess extends Part {
  readonly adminUrl: string;
  readonly pid: number;
  /** The last of what it wrote to standard output and standard error. */
  output(): string;
}

export const MAIN = join(import.meta.dirname, '..', '..', 'services', 'runner', 'dist', 'main.js');
const READY_MS = 400_000;
const KEPT = 40_000;

/** Starts `culprit start` with these variables and no others; ready when this resolves. It dies with this process. `kept`: so much of its output. */
export const startService = async (name: string, adminPort: number, variables: Readonly<Record<string, string>>, kept = KEPT): Promise<ServiceProcess> => {
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const env = { PATH: dirname(process.execPath), HOME: '/nonexistent', LOG_FORMAT: 'json', ...variables, ADMIN_PORT: String(adminPort) };
  let child: ChildProcess;
  let release = (): void => {};
  let said = '';

  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const begin = async (): Promise<void> => {
    child = spawn(process.execPath, [MAIN, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    release = guard(child.pid ?? 0, undefined);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-kept); });
    await waitFor(`${name} to be ready`, async () => {
      if (gone()) return;
      const response = await fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(5_000) });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
    }, READY_MS).catch((cause: unknown) => { throw new Error(`${name} did not become ready; it said:\n${said}`, { cause }); });
    if (gone()) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode} before it was ready; it said:\n${said}`);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    release();
    if (gone()) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  };

  await begin().catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  return {
    name,
    adminUrl,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    restart: async () => {
      await end('SIGKILL');
      await begin();
    },
    stop: () => end('SIGTERM'),
    output: () => said,
  };
};
