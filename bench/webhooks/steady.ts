import { Agent, request } from 'node:http';
import { chance } from '../generate/chance.ts';

export interface Steady {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most so many at a time; whoever finds them taken waits, which counts. */
  readonly connections: number;
  /** A second, on average: they come when they come, as senders who know nothing of each other (Poisson), and wait for nobody's answer. */
  readonly rate: number;
  readonly seconds: number;
}

/** Answered with 200 or not, and the 99th percentile of the time from when a request was due until its answer was read, ms. */
export interface Steadied {
  readonly answered: number;
  readonly refused: number;
  readonly p99: number;
}

/**
 * What autocannon's `overallRate` does not do: it sends a second's share as fast as it is answered and then rests, so that what it measures is the latency
 * at full load, whatever the rate.
 */
export const steadily = async ({ url, body, headers, connections, rate, seconds }: Steady): Promise<Steadied> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { exponential } = chance('a steady load');
  const took: number[] = [];
  let refused = 0;
  const ask = (due: number): Promise<void> => new Promise((resolve) => {
    const end = (well: boolean): void => {
      if (well) took.push(performance.now() - due);
      else refused += 1;
      resolve();
    };
    const sent = request(url, { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.resume();
      response.on('end', () => end(response.statusCode === 200));
    });
    sent.on('error', () => end(false));
    sent.end(body);
  });
  const asked: Promise<void>[] = [];
  const began = performance.now();
  let due = began;
  while (due < began + seconds * 1000) {
    const now = performance.now();
    for (; due <= now; due += exponential(1000 / rate)) asked.push(ask(due));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(asked);
  agent.destroy();
  took.sort((a, b) => a - b);
  return { answered: took.length, refused, p99: took[Math.floor(took.length * 0.99)] ?? Number.NaN };
};
