import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface ConsoleConsumerOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Default true: all that is there; false: what comes from now on. */
  readonly fromBeginning?: boolean;
  /** Ends after this many records. */
  readonly max?: number;
  /** Ends after this long without a record, ms. */
  readonly timeoutMs?: number;
  /** Ends it, also while it waits for a record. */
  readonly signal?: AbortSignal;
  /** Of the formatter: `{ 'print.key': 'true', 'print.headers': 'true' }` gives `headers TAB key TAB value`. */
  readonly properties?: Readonly<Record<string, string>>;
}

const script = join(import.meta.dirname, '..', '..', '..', '..', 'deploy', 'kafka-local', 'start.sh');
const run = promisify(execFile);

/** Kafka's own console consumer, from the jars of `deploy/kafka-local`: one line a record. Leaving the loop ends it. */
export async function* consoleConsumer(options: ConsoleConsumerOptions): AsyncGenerator<string> {
  const { brokers, topic, fromBeginning = true, max, timeoutMs, signal, properties = {} } = options;
  const { stdout } = await run('bash', [script, '--jars']);
  const child = spawn('java', [
    '-Xmx96m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    '-cp', join(stdout.trim(), '*'), 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    '--bootstrap-server', brokers.join(','), '--topic', topic,
    ...(fromBeginning ? ['--from-beginning'] : []),
    ...(max === undefined ? [] : ['--max-messages', String(max)]),
    ...(timeoutMs === undefined ? [] : ['--timeout-ms', String(timeoutMs)]),
    ...Object.entries(properties).flatMap(([name, value]) => ['--formatter-property', `${name}=${value}`]),
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', (cause) => reject(new Error("cannot run Kafka's console consumer", { cause })));
  });
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  signal?.addEventListener('abort', onExit);
  if (signal?.aborted) onExit();
  try {
    yield* createInterface({ input: child.stdout });
    const code = await ended;
    const timedOut = timeoutMs !== undefined && said.includes('TimeoutException');
    if (code !== 0 && !timedOut && signal?.aborted !== true) throw new Error(`Kafka's console consumer ended with ${code}: ${said}`);
  } finally {
    process.off('exit', onExit);
    signal?.removeEventListener('abort', onExit);
    child.kill('SIGKILL');
  }
}
