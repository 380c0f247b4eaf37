import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../dist/spool/testing/victim.js', import.meta.url));

/** The built victim, and what it has said. */
export class Victim {
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  #errors = '';
  #heard: () => void = () => undefined;

  /** `under`: a program and its options that run it, as strace does. */
  constructor(args: readonly string[], under: readonly string[] = []) {
    const [command = process.execPath, ...rest] = [...under, process.execPath, '--no-warnings', file, ...args];
    this.#process = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: under.length > 0 });
    this.#process.stderr?.on('data', (data: Buffer) => (this.#errors = (this.#errors + data.toString()).slice(-4_000)));
    if (this.#process.stdout === null) throw new Error('the victim has no output');
    // whole lines alone: a full pipe may have taken half of the last one when its writer was killed
    let half = '';
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (half + text).split('\n');
      half = lines.pop() ?? '';
      this.lines.push(...lines);
      this.#heard();
    });
  }

  get taken(): string[] {
    return this.lines.flatMap((line) => (line.startsWith('taken ') ? [line.slice('taken '.length)] : []));
  }

  async says(enough: () => boolean): Promise<void> {
    const ended = once(this.#process, 'exit').then(() => Promise.reject(new Error(`the victim ended by itself: ${this.#errors}`)));
    ended.catch(() => undefined);
    while (!enough()) await Promise.race([new Promise<void>((resolve) => (this.#heard = resolve)), ended]);
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const closed = once(this.#process, 'close');
    // What traces it and it itself.
    if (this.#process.spawnargs[0] !== process.execPath && this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL');
    else this.#process.kill('SIGKILL');
    await closed;
  }
}
