import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START = join(import.meta.dirname, '../../../../deploy/clickhouse-local/start.mjs');

export interface ClickHouseLocalOptions {
  /** Kept when it stops. Default: a temporary one, removed when it stops or when this process dies. */
  readonly dir?: string;
  /** Default 0: any free one, kept over restarts. */
  readonly port?: number;
}

export interface ClickHouseLocal {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  readonly pid: number;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** Asks it to end; resolves when it has. Removes its directory unless one was given. */
  stop(): Promise<void>;
  /** Starts it again on the same directory and port; ends it first if it runs. */
  restart(): Promise<void>;
  /** SIGSTOP: it holds its port and its connections and does nothing. */
  pause(): void;
  resume(): void;
}

const dead = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const start = async (words: readonly string[]): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [START, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => void (said += text.toString()));
  // Not its exit: what it said last may still be on the way then.
  const closed = once(child, 'close').then(() => undefined);
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    (async () => {
      for await (const line of lines) {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (found !== null) return found[0];
      }
      return undefined;
    })(),
    closed,
  ]);
  if (url === undefined) {
    await closed;
    throw new Error(`clickhouse-local did not start: ${said.trim() || `exit ${child.exitCode ?? child.signalCode}`}`);
  }
  child.stdout.resume();
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
  // A paused process hears SIGTERM only when it goes on.
  child.kill('SIGCONT');
  await gone;
};

/** Starts `deploy/clickhouse-local` as a process of its own; ready when this resolves. Rejects in its words when it cannot start. */
export const startClickHouseLocal = async (options: ClickHouseLocalOptions = {}): Promise<ClickHouseLocal> => {
  const own = options.dir === undefined;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'culprit-clickhouse-local-')));
  const remove = async (): Promise<void> => {
    if (own) await rm(dir, { recursive: true, force: true });
  };
  const open = (port: number): ReturnType<typeof start> => start([dir, String(port), '--with-stdin', ...(own ? ['--scratch'] : [])]);
  const first = await open(options.port ?? 0).catch(async (cause: unknown) => {
    await remove();
    throw cause;
  });
  const { url } = first;
  let { child } = first;
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    dir,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end(child, 'SIGKILL'),
    stop: async () => {
      await end(child, 'SIGTERM');
      await remove();
    },
    restart: async () => {
      await end(child, 'SIGTERM');
      ({ child } = await open(port));
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
};
