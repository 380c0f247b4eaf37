import type { Writable } from 'node:stream';

/** Resolves when all that was written has been handed on, or when nobody takes it any more. */
const handedOn = (stream: Writable): Promise<void> => new Promise((resolve) => void stream.write('', () => resolve()));

/** Who reads us may have heard enough (`culprit incidents | head`): that is no error. */
export const endWhenUnread = (process: NodeJS.Process): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? process.exit() : undefined));
};

/** Ends the process, whatever still runs in it, once all that it said is out: a pipe takes 64 KiB at a time and `exit` drops the rest. */
export const endWith = async (process: NodeJS.Process, code: number): Promise<never> => {
  process.exitCode = code;
  await Promise.all([process.stdout, process.stderr].map(handedOn));
  return process.exit();
};
