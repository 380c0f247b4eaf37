import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START = join(import.meta.dirname, '../../../../deploy/clickhouse-local/start.mjs');

export interface ClickHouseLocal {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** Asks it to end; resolves when it has. Removes its directory unless one was given. */
  stop(): Promise<void>;
  /** Starts it again on the same directory and port; ends it first if it runs. */
  restart(): Promise<void>;
}

const dead = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const start = async (directory: string, port: string): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [START, directory, port, '--with-stdin'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => void (said += text.toString()));
  const lines = createInterface({ input: child.stdout! });
  const url = await Promise.race([
    (async () => {
      for await (const line of lines) {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (found !== null) return found[0];
      }
      return undefined;
    })(),
    once(child, 'exit').then(() => undefined),
  ]);
  if (url === undefined) {
    child.kill('SIGKILL');
    throw new Error(`clickhouse-local did not start: ${said.trim() || `exit ${child.exitCode ?? child.signalCode}`}`);
  }
  child.stdout?.resume();
  // It ends with its input, so a test that forgets it holds nothing up.
  child.unref();
  for (const stream of child.stdio) if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  return { child, url };
};

const end = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (dead(child)) return;
  const gone = once(child, 'exit');
  child.ref();
  child.kill(signal);
  await gone;
};

/** Starts `deploy/clickhouse-local` as a process of its own, on a free port; ready when this resolves. */
export const startClickHouseLocal = async (directory?: string): Promise<ClickHouseLocal> => {
  const own = directory === undefined;
  const path = directory ?? (await mkdtemp(join(tmpdir(), 'culprit-clickhouse-local-')));
  let { child, url } = await start(path, '0');
  return {
    url,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end(child, 'SIGKILL'),
    stop: async () => {
      await end(child, 'SIGTERM');
      if (own) await rm(path, { recursive: true, force: true });
    },
    restart: async () => {
      await end(child, 'SIGTERM');
      ({ child } = await start(path, new URL(url).port));
    },
  };
};
