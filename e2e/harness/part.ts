import type { ClickHouseLocal } from '@culprit/clickhouse/testing';
import type { LocalKafka } from '@culprit/kafka/testing';

/** What a test does to a process that takes part. */
export interface Part {
  readonly name: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: its connections stay open and nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends it if it still runs, starts it on the same ports and files; resolves when it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const kafkaPart = ({ kill, pause, resume, restart, stop }: LocalKafka): Part => ({ name: 'kafka', kill, pause, resume, restart, stop });

export const clickhousePart = (front: ClickHouseLocal): Part => ({
  name: 'clickhouse',
  kill: front.kill,
  restart: front.restart,
  stop: front.stop,
  pause: () => void process.kill(front.pid, 'SIGSTOP'),
  resume: () => void process.kill(front.pid, 'SIGCONT'),
});
