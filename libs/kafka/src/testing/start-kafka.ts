import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from './free-ports.js';
import { guard } from './guard.js';

export interface KafkaOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Default: a new one under the system's temporary folder, removed by `stop`. One that is given stays. */
  readonly dir?: string;
  /** Further lines of `server.properties`. */
  readonly properties?: readonly string[];
  /** Default: little memory and a quick start. Benchmarks give `''`. */
  readonly jvmOptions?: string;
  /** How clients speak to it; default PLAINTEXT. */
  readonly protocol?: 'PLAINTEXT' | 'SASL_PLAINTEXT';
}

/** A Kafka of its own, with the folder, the ports and the process that it has now. */
export interface LocalKafka {
  readonly brokers: string[];
  readonly port: number;
  readonly dir: string;
  readonly pid: number;
  /** Clean end; removes the folder if it was a temporary one. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when it is gone. The folder stays for `restart`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Kills what still runs and starts again on the same folder and port; resolves when it answers. */
  restart(): Promise<void>;
}

const script = join(import.meta.dirname, '..', '..', '..', '..', 'deploy', 'kafka-local', 'start.sh');
const LOW_MEMORY = '-Xms64m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1';
/** The one line that says that the broker serves requests. */
const SAY_STARTED = '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info';

/** Starts `deploy/kafka-local` and resolves when it answers. It dies with this process. Rejects with what Kafka printed when it does not start. */
export const startKafka = async (options: KafkaOptions = {}): Promise<LocalKafka> => {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'culprit-kafka-')));
  const [free, controller] = await freePorts(2);
  const port = options.port ?? free ?? 0;
  const env = {
    ...process.env,
    KAFKA_CONTROLLER_PORT: String(controller),
    KAFKA_JVM_OPTS: `${options.jvmOptions ?? LOW_MEMORY} ${SAY_STARTED}`,
    KAFKA_PROPERTIES: (options.properties ?? []).join('\n'),
    KAFKA_PROTOCOL: options.protocol ?? 'PLAINTEXT',
  };
  const temporary = options.dir === undefined ? dir : undefined;
  const run = async (): Promise<Run> => {
    const child = spawn('bash', [script, dir, String(port)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const release = guard(child.pid ?? 0, temporary);
    try {
      await started(child);
    } catch (error) {
      release();
      child.kill('SIGKILL');
      throw error;
    }
    return { child, release };
  };
  let now = await run().catch(async (error: unknown) => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    throw error;
  });

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    now.release();
    if (now.child.exitCode !== null || now.child.signalCode !== null) return;
    const gone = once(now.child, 'exit');
    now.child.kill('SIGCONT');
    now.child.kill(signal);
    await gone;
  };
  return {
    brokers: [`127.0.0.1:${port}`],
    port,
    dir,
    get pid() {
      return now.child.pid ?? 0;
    },
    stop: async () => {
      // What is thrown away needs no farewell.
      await end(temporary === undefined ? 'SIGTERM' : 'SIGKILL');
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
    pause: () => void now.child.kill('SIGSTOP'),
    resume: () => void now.child.kill('SIGCONT'),
    restart: async () => {
      await end('SIGKILL');
      now = await run();
    },
  };
};

interface Run {
  readonly child: ChildProcess;
  readonly release: () => void;
}

const started = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const printed: string[] = [];
    if (child.stderr === null) return reject(new Error('Kafka has no standard error to read'));
    // Read to the end: a full pipe would stop the broker.
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('Kafka Server started')) resolve();
      if (printed.push(line) > 50) printed.shift();
    });
    child.once('error', (cause) => reject(new Error('cannot run deploy/kafka-local/start.sh', { cause })));
    child.once('exit', (code, signal) => reject(new Error(`Kafka ended (${signal ?? code}) before it answered:\n${printed.join('\n')}`)));
  });
