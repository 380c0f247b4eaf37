import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { signedPush } from './delivery.ts';

/** One server of the comparison, running. */
export interface Server {
  /** Sends signed pushes for so many seconds; answered requests for each second of CPU that the server process used. */
  perCpuSecond(seconds: number): Promise<number>;
  stop(): Promise<void>;
}

const next = async <T>(child: ChildProcess): Promise<T> => ((await once(child, 'message')) as [T])[0];

const cpuSeconds = async (child: ChildProcess): Promise<number> => {
  const answer = next<{ cpu: NodeJS.CpuUsage }>(child);
  child.send('cpu');
  const { cpu } = await answer;
  return (cpu.user + cpu.system) / 1e6;
};

export const startServer = async (what: string): Promise<Server> => {
  const child = fork(join(import.meta.dirname, 'server.ts'), [what], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const { url } = await Promise.race([next<{ url: string }>(child), gone.then((): never => { throw new Error(`the server of ${what} ended before it listened`); })]);
  return {
    perCpuSecond: async (duration) => {
      const before = await cpuSeconds(child);
      const result = await autocannon({ url: `${url}/webhooks/github`, method: 'POST', connections: 64, duration, ...signedPush() });
      const used = (await cpuSeconds(child)) - before;
      const refused = result.non2xx + result.errors;
      if (refused > 0) throw new Error(`${what}: ${refused} deliveries were not answered with 200`);
      return result['2xx'] / used;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
};
