import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface LoadOptions {
  readonly url: string;
  /** Of GitHub. */
  readonly secret: string;
  /** Of /v1. */
  readonly token: string;
  /** Deliveries a second, once it is under way. */
  readonly rate: number;
  /** Names of its facts begin here. */
  readonly firstId: number;
  readonly ledger: string;
}

/** A delivery and what its sender was told. */
export interface Sent {
  /** Where it came in. */
  readonly order: string;
  /** Its key among the deliveries. */
  readonly key: string;
  /** 0: no answer. */
  readonly status: number;
  /** Of its changes, as it was answered. */
  readonly ids: readonly string[];
  /** When it was sent and when answered, ms since 1970. */
  readonly began: number;
  readonly answered: number;
  /** From when it was due to when it was answered. */
  readonly ms: number;
  readonly error?: string;
  /** No delivery but a question about nothing: how busy the machine is. */
  readonly idle?: boolean;
}

export interface Sending {
  /** Everything, once all of it is answered or failed. */
  readonly all: Promise<readonly Sent[]>;
  /** What is answered or failed so far. */
  soFar(): Promise<readonly Sent[]>;
  /** The answers to questions about nothing: what a delivery takes without us. */
  idle(): Promise<readonly Sent[]>;
  /** From now on so many a second. */
  rate(perSecond: number): void;
  /** Sends no more. */
  end(): void;
  stop(): Promise<void>;
}

const linesOf = async (file: string): Promise<Sent[]> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1).map((line) => JSON.parse(line) as Sent);

/** Starts the sender; it dies with `stop`. */
export const startSending = async (options: Omit<LoadOptions, 'ledger' | 'firstId'>): Promise<Sending> => {
  const directory = await mkdtemp(join(tmpdir(), 'culprit-load-'));
  const ledger = join(directory, 'ledger.jsonl');
  const given: LoadOptions = { ...options, ledger, firstId: Date.now() };
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'load.ts'), JSON.stringify(given)], {
    env: { PATH: dirname(process.execPath) }, stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4_000)));
  const all = once(child, 'exit').then(async ([code, signal]: (number | string | null)[]) => {
    if (code !== 0) throw new Error(`the sender ended with ${code ?? signal}: ${errors}`);
    return deliveries(await linesOf(ledger));
  });
  all.catch(() => undefined);
  return {
    all,
    soFar: async () => deliveries(await linesOf(ledger)),
    idle: async () => (await linesOf(ledger)).filter(({ idle }) => idle === true),
    rate: (perSecond) => void child.stdin.write(`${perSecond}\n`),
    end: () => void child.stdin.write('end\n'),
    stop: async () => {
      child.kill('SIGKILL');
      await all.catch(() => undefined);
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const deliveries = (sent: readonly Sent[]): Sent[] => sent.filter(({ idle }) => idle !== true);

/** `p` of all answers, ms. */
export const quantile = (sent: readonly Sent[], p: number): number => {
  const sorted = sent.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
};

/** How often each other answer than 200, or what came instead of one. */
export const others = (sent: readonly Sent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, error = '' } of sent) if (status !== 200) counts[`${status} ${error}`] = (counts[`${status} ${error}`] ?? 0) + 1;
  return counts;
};

export const figures = (sent: readonly Sent[]): string => {
  const [p50, p99, p999, max] = [0.5, 0.99, 0.999, 1].map((p) => quantile(sent, p).toFixed(0));
  const taken = sent.filter(({ status }) => status === 200).length;
  return `${sent.length} sent, ${taken} answered 200; answered within p50 ${p50} ms, p99 ${p99} ms, p99.9 ${p999} ms, at most ${max} ms`;
};
