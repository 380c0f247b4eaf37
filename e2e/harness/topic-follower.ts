import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { consoleConsumer } from '@culprit/kafka/testing';

/** The example subscriber at the end of a pipe from Kafka's own console consumer. */
export interface TopicFollower {
  /** Every record's value so far, as it stands on the topic. */
  readonly lines: readonly string[];
  /** What the subscriber has printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

const SUBSCRIBER = join(import.meta.dirname, '..', '..', 'docs', 'examples', 'subscriber.mjs');

/** Reads the topic from its beginning, on and on. A consumer or a subscriber that fails makes `stop` reject. */
export const followTopic = (brokers: readonly string[], topic: string): TopicFollower => {
  const subscriber = spawn(process.execPath, [SUBSCRIBER], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(subscriber, 'close').then(([code]) => code as number | null);
  let out = '';
  let err = '';
  subscriber.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  subscriber.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  const lines: string[] = [];
  const enough = new AbortController();
  const reading = (async () => {
    for await (const line of consoleConsumer({ brokers, topic, signal: enough.signal })) {
      lines.push(line);
      subscriber.stdin.write(`${line}\n`);
    }
  })();
  // Told by `stop`; until then nobody waits for it.
  reading.catch(() => {});
  return {
    lines,
    printed: () => out,
    stop: async () => {
      enough.abort();
      await reading.finally(() => subscriber.stdin.end());
      const code = await closed;
      if (code !== 0) throw new Error(`the subscriber ended with ${code}: ${err}`);
    },
  };
};
