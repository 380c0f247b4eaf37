import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the bench with which one talks in turns: a message, then what comes of it. */
export interface Child {
  say(message: object): void;
  next<T>(): Promise<T>;
  stop(): Promise<void>;
}

export const startChild = (file: string, args: readonly string[]): Child => {
  const child: ChildProcess = fork(join(import.meta.dirname, file), [...args], { execArgv: ['--expose-gc', '--max-old-space-size=4096'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const waiting: ((message: unknown) => void)[] = [];
  const come: unknown[] = [];
  child.on('message', (message) => {
    const taker = waiting.shift();
    if (taker === undefined) come.push(message);
    else taker(message);
  });
  const next = <T>(): Promise<T> => {
    const message = new Promise<T>((resolve) => {
      if (come.length > 0) resolve(come.shift() as T);
      else waiting.push(resolve as (message: unknown) => void);
    });
    return Promise.race([message, gone.then((): never => { throw new Error(`${file} ${args.join(' ')} ended before it answered`); })]);
  };
  return {
    say: (message) => void child.send(message),
    next,
    // it ends by itself once nobody talks with it, and takes its folder with it
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
};
