import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { freePorts } from '@culprit/kafka/testing';

export const main = join(import.meta.dirname, '..', '..', 'services', 'runner', 'dist', 'main.js');

/** One service as a process of its own, which can be killed, paused and started again on the same ports. */
export interface Member {
  readonly name: string;
  readonly apiUrl: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  output(): string;
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

export const member = async (target: string, environment: Readonly<Record<string, string>>): Promise<Member> => {
  const [admin, api] = await freePorts(2);
  let child: ChildProcess | undefined;
  let said = '';
  const isGone = (): boolean => child === undefined || child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || isGone()) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    name: target,
    apiUrl: `http://127.0.0.1:${api}/graphql`,
    start: async () => {
      const env = { PATH: dirname(process.execPath), TARGET: target, ADMIN_PORT: String(admin), QUERY_API_PORT: String(api), LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...environment };
      child = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => void (said = (said + text.toString()).slice(-20_000)));
      while (!(await answers(`http://127.0.0.1:${admin}/readyz`))) {
        if (isGone()) throw new Error(`${target} ended with ${child.exitCode ?? child.signalCode}: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    stop: async () => {
      child?.kill('SIGCONT');
      await end('SIGTERM');
    },
    output: () => said,
  };
};
