import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { signedPush } from './delivery.ts';
import { steadily } from './steady.ts';

/** Answered requests. */
export interface Rates {
  /** For each second of CPU that the server process used. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
}

/** One server of the comparison, running. */
export interface Server {
  /** Sends signed pushes for so many seconds, as many as it takes. */
  hammer(seconds: number): Promise<Rates>;
  /** The 99th percentile of how long an answer takes while so many come a second, ms. */
  p99(rate: number, seconds: number): Promise<number>;
  stop(): Promise<void>;
}

const next = async <T>(child: ChildProcess): Promise<T> => ((await once(child, 'message')) as [T])[0];

const cpuSeconds = async (child: ChildProcess): Promise<number> => {
  const answer = next<{ cpu: NodeJS.CpuUsage }>(child);
  child.send('cpu');
  const { cpu } = await answer;
  return (cpu.user + cpu.system) / 1e6;
};

export const startServer = async (what: string, where = ''): Promise<Server> => {
  const child = fork(join(import.meta.dirname, 'server.ts'), [what, where], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const { url } = await Promise.race([next<{ url: string }>(child), gone.then((): never => { throw new Error(`the server of ${what} ended before it listened`); })]);
  const to = { url: `${url}/webhooks/github`, connections: 64, ...signedPush() };
  const demand = (refused: number): void => {
    if (refused > 0) throw new Error(`${what}: ${refused} deliveries were not answered with 200`);
  };
  return {
    hammer: async (duration) => {
      const before = await cpuSeconds(child);
      const result = await autocannon({ ...to, method: 'POST', duration });
      demand(result.non2xx + result.errors);
      return { perCpuSecond: result['2xx'] / ((await cpuSeconds(child)) - before), perSecond: result['2xx'] / result.duration };
    },
    p99: async (rate, seconds) => {
      const { refused, p99 } = await steadily({ ...to, rate, seconds });
      demand(refused);
      return p99;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
};
